// Progressive enhancement of server-rendered pages. Every piece stands alone: when one fails, the page and
// the other pieces still work.
import { announceRegion } from "./announce";
import { copyButtons } from "./copy";
import { errorSummary } from "./error-summary";
import { clerkKeys } from "./keys";
import { liveStatus } from "./live-status";
import { passkeys } from "./passkeys";
import { showPassword } from "./password";
import { printButtons } from "./print";
import { dueSelection } from "./selection";
import { sessionWarning } from "./session";

const pieces = [
  announceRegion,
  errorSummary,
  dueSelection,
  liveStatus,
  clerkKeys,
  showPassword,
  copyButtons,
  sessionWarning,
  passkeys,
  printButtons,
];

for (const piece of pieces) {
  try {
    piece();
  } catch (error) {
    console.error(`${piece.name}:`, error);
  }
}
