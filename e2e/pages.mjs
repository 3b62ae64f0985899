// Pages each kind of person can open by address, for screenshots and for the accessibility walk.
export const pages = {
  visitor: [
    "/", "/logowanie", "/rejestracja", "/odzyskiwanie", "/urzad/logowanie", "/deklaracja-dostepnosci", "/dostepnosc/zglos",
    "/prywatnosc", "/pliki-cookie", "/kontakt", "/stan", "/nie-ma-takiej-strony",
    "/kalkulator/podatek-od-nieruchomosci",
  ],
  resident: [
    "/", "/naleznosci", "/naleznosci/historia", "/platnosci", "/wiadomosci", "/wiadomosci/ustawienia", "/konto",
    "/konto/haslo", "/konto/email", "/konto/klucze", "/konto/kod", "/konto/sesje", "/konto/zgody", "/konto/dane", "/konto/zamknij",
    "/konto/pelnomocnictwa", "/konto/kody-odzyskiwania", "/konto/tozsamosc", "/naleznosci/wydruk", "/platnosci/przelew",
  ],
  accountant: [
    "/urzad", "/urzad/wyciagi", "/urzad/wyciagi/wgraj", "/urzad/wyciagi/dzien", "/urzad/karty", "/urzad/import-naleznosci",
    "/urzad/platnosci", "/urzad/wyplaty", "/urzad/wyciagi/wpisy",
  ],
  treasurer: ["/urzad/do-akceptacji", "/urzad/stopy", "/urzad/stawki-podatkow", "/urzad/zamkniecia", "/urzad/rachunki", "/urzad/rachunki/nowy"],
  administrator: [
    "/urzad/mieszkancy", "/urzad/tozsamosc", "/urzad/upowaznienia", "/urzad/pracownicy", "/urzad/role", "/urzad/jednostki",
    "/urzad/ustawienia", "/urzad/kalendarz", "/urzad/dziennik", "/urzad/szablony", "/urzad/poczta-probna",
    "/urzad/dostepnosc", "/urzad/dostepnosc/zgloszenia", "/urzad/role/nowa", "/urzad/klauzule", "/urzad/przerwy",
  ],
};

// Pages about one thing: where to begin, then what to search for (text) or which link to follow (pattern of its address).
export const details = {
  resident: [
    ["/naleznosci", /^\/naleznosci\/\d+$/],
  ],
  accountant: [
    ["/urzad/wyciagi", /^\/urzad\/wyciagi\/\d+$/],
    ["/urzad/wyciagi", /^\/urzad\/wyciagi\/\d+$/, /^\/urzad\/wyciagi\/plik\/\d+$/],
    ["/urzad/wyciagi", /^\/urzad\/wyciagi\/wpis\/\d+$/],
    ["/urzad/wyciagi/wpisy", "WŁASNA", /^\/urzad\/wyciagi\/wpis\/\d+$/],
    ["/urzad/karty", "Kowalska", /^\/urzad\/karty\/\d+$/],
    ["/urzad/karty", "Kowalska", /^\/urzad\/karty\/\d+$/, /^\/urzad\/karty\/\d+\/przypis/],
    ["/urzad/karty", "Kowalska", /^\/urzad\/karty\/\d+$/, /^\/urzad\/karty\/\d+\/wydruk/],
    ["/urzad/karty", "Kowalska", /^\/urzad\/karty\/\d+$/, /^\/urzad\/ksiegowania\/\d+$/],
    ["/urzad/karty", "Nikogotakiego"],
    ["/urzad/mieszkancy", "Kowalska", /^\/urzad\/mieszkancy\/\d+$/],
  ],
  treasurer: [
    ["/urzad/rachunki", /^\/urzad\/rachunki\/\d+$/],
  ],
  administrator: [
    ["/urzad/pracownicy", /^\/urzad\/pracownicy\/\d+$/],
    ["/urzad/role", /^\/urzad\/role\/\d+$/],
    ["/urzad/szablony", /^\/urzad\/szablony\/.+/],
    ["/urzad/klauzule", /^\/urzad\/klauzule\/.+/],
    ["/urzad/poczta-probna", /^\/urzad\/poczta-probna\/\d+$/],
  ],
};
