/* Everything on the pages works without script; these make it quicker and safer. One module per concern. */
import { startBulk } from "./bulk.js";
import { startDrafts } from "./drafts.js";
import { startKeys } from "./keys.js";
import { startPresence } from "./presence.js";
import { startSession } from "./session.js";
import { startShares } from "./shares.js";
import { startSubmits } from "./submits.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import { startUnsaved } from "./unsaved.js";

startSubmits();
startUnsaved();
startDrafts();
startToasts();
startKeys();
startPresence();
startTheme();
startSession();
startBulk();
startShares();
