// Pages each kind of person can open by address, for screenshots and for the accessibility walk.
export const pages = {
  visitor: [
    "/", "/logowanie", "/rejestracja", "/odzyskiwanie", "/urzad/logowanie", "/deklaracja-dostepnosci", "/dostepnosc/zglos",
    "/prywatnosc", "/pliki-cookie", "/kontakt", "/stan", "/nie-ma-takiej-strony",
  ],
  resident: [
    "/", "/naleznosci", "/naleznosci/historia", "/platnosci", "/wiadomosci", "/wiadomosci/ustawienia", "/konto",
    "/konto/haslo", "/konto/email", "/konto/klucze", "/konto/kod", "/konto/sesje", "/konto/zgody", "/konto/dane", "/konto/zamknij",
  ],
  accountant: [
    "/urzad", "/urzad/wyciagi", "/urzad/wyciagi/wgraj", "/urzad/wyciagi/dzien", "/urzad/karty", "/urzad/import-naleznosci",
    "/urzad/platnosci", "/urzad/wyplaty",
  ],
  treasurer: ["/urzad/do-akceptacji", "/urzad/stopy", "/urzad/zamkniecia"],
  administrator: [
    "/urzad/mieszkancy", "/urzad/tozsamosc", "/urzad/upowaznienia", "/urzad/pracownicy", "/urzad/role", "/urzad/jednostki",
    "/urzad/ustawienia", "/urzad/kalendarz", "/urzad/dziennik", "/urzad/szablony", "/urzad/poczta-probna", "/urzad/rachunki",
    "/urzad/dostepnosc", "/urzad/dostepnosc/zgloszenia",
  ],
};
