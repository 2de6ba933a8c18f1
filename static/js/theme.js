/* Light, dark or as the computer: at once, and remembered by the server. */
export function startTheme() {
  document.querySelectorAll("form.theme-form").forEach((form) => form.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();
    event.stopPropagation();
    show(chosen.value);
    form.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button === chosen));
    });
    const body = new FormData(form);
    body.set("theme", chosen.value);
    fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  }));
}

function show(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
