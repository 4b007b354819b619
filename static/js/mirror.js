/**
 * Let the markup of a field say what is in the field: a copy of the page, however it is made, has what the markup says and no more.
 *
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field
 */
export function mirror(field) {
  const { type } = field;
  if (type === "checkbox" || type === "radio") {
    if (field.hasAttribute("checked") !== field.checked) field.toggleAttribute("checked", field.checked);
  } else if (field instanceof HTMLSelectElement) {
    for (const option of field.options) if (option.hasAttribute("selected") !== option.selected) option.toggleAttribute("selected", option.selected);
  } else if (type !== "file" && type !== "password" && field.defaultValue !== field.value) {
    // What the page came with is still what it goes back to.
    field.forgeDefault ??= field.defaultValue;
    field.defaultValue = field.value;
  }
}

/** @param {ParentNode} part */
export function mirrorAll(part) {
  for (const field of part.querySelectorAll("input, select, textarea")) mirror(field);
}
