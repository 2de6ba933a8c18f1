/* Leaving a page with text that neither is sent nor kept as a draft asks first. Nothing is kept in the browser. */
export function startUnsaved() {
  let leaving = false;
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) leaving = true;
    setTimeout(() => { leaving = false; }, 3000);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && hasUnsaved()) event.preventDefault();
  });
}

export function hasUnsaved() {
  return [...document.querySelectorAll('form[method="post"]:not([data-may-leave])')].some((form) => {
    const changed = [...form.elements].filter(isChanged);
    if (form.dataset.kept === "yes") return changed.some((control) => control.type === "file");
    return form.hasAttribute("data-unsaved") || changed.length > 0;
  });
}

export function isChanged(control) {
  if (control.type === "hidden" || control.disabled) return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.files.length > 0;
  if (control.tagName === "SELECT") return isSelectChanged(control);
  return "defaultValue" in control && control.value !== control.defaultValue;
}

function isSelectChanged(select) {
  const given = [...select.options].filter((option) => option.defaultSelected);
  if (!given.length && !select.multiple) return select.selectedIndex > 0;
  return [...select.options].some((option) => option.selected !== option.defaultSelected);
}
