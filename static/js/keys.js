/* Shortcuts. Elements say which key is theirs (`data-key`); rows for j and k carry `data-row`. */
const SECOND_KEY_MS = 1200;

export function startKeys() {
  let first = "";
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.shortcuts !== "on" || isTaken(event)) return;
    const key = first ? `${first} ${event.key}` : event.key;
    first = "";
    if (key === "g") {
      first = "g";
      setTimeout(() => { first = ""; }, SECOND_KEY_MS);
    } else if (key === "?") {
      event.preventDefault();
      document.querySelector("#shortcuts-dialog").showModal();
    } else if (key === "j" || key === "k") {
      moveRow(key === "j" ? 1 : -1, event);
    } else {
      use(document.querySelector(`[data-key="${CSS.escape(key)}"]`), event);
    }
  });
  document.addEventListener("click", (event) => {
    const help = event.target.closest('a[data-key="?"]');
    if (!help || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    document.querySelector("#shortcuts-dialog").showModal();
  });
}

function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  if (document.querySelector("dialog[open]")) return true;
  return Boolean(event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
}

function use(target, event) {
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "A" || target.tagName === "BUTTON") target.click();
  else target.focus();
}

function moveRow(by, event) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
  (rows[next].querySelector("[data-row-link]") || rows[next].querySelector("a, button")).focus();
}
