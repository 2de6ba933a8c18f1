/* Everything on the pages works without script; these make it quicker and safer. One module per concern. */
import { startKeys } from "./keys.js";
import { startSession } from "./session.js";
import { startSubmits } from "./submits.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import { startUnsaved } from "./unsaved.js";

startSubmits();
startUnsaved();
startToasts();
startKeys();
startTheme();
startSession();
