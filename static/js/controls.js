// Native inputs as instruments: what a control does on its own, with or without Python behind it.
// Every change is told as a bubbling "forge:value" (a value) or "forge:entry" (text to be read and
// checked by Python) on the control's element, which also remembers it: a control that was moved
// before Python was up wins over the state that Python starts with.
import { mirrorAll } from "./mirror.js";
import { power, significant, whole } from "./numbers.js";

const SETTLED = 150;

/** The kinds of control: how each reads its value from, and writes it to, its native inputs. */
const KINDS = {
  slider: {
    read: (control) => fromPosition(control, Number(range(control).value)),
    write(control, value, shown) {
      range(control).value = toPosition(control, value);
      paintTrack(control);
      show(control, shown ?? format(control, value));
    },
  },
  number: {
    read: (control) => entry(control).value,
    write: (control, value, shown) => show(control, shown ?? (value == null ? "" : String(value))),
  },
  pasted: {
    read: (control) => entry(control).value,
    write: (control, value, shown) => shown === undefined || show(control, shown),
  },
  choice: {
    read: (control) => entry(control).value,
    write: (control, value) => (entry(control).value = value),
  },
  radio: {
    read: (control) => control.querySelector("input:checked")?.value,
    write(control, value) {
      for (const radio of control.querySelectorAll("input")) radio.checked = radio.value === value;
    },
  },
  toggle: {
    read: (control) => control.querySelector("input").checked,
    write: (control, value) => (control.querySelector("input").checked = value),
  },
};

const range = (control) => control.querySelector(".range");
const entry = (control) => control.querySelector(".entry");
const controlOf = (event) => event.target.closest?.("[data-control]");

/** What a control says, as Python writes it, whether anything has listened or not; its text is still being typed where there is none. */
export function said(control) {
  const field = entry(control);
  if (field?.tagName !== "SELECT" && field === document.activeElement && control.forgeTyping) return undefined;
  // What was refused is told beside the field; what was pasted is told as what came of it.
  if (control.forgeDragging || control.dataset.control === "pasted" || control.querySelector("[aria-invalid]")) return undefined;
  return field ? field.value : String(KINDS[control.dataset.control].read(control) ?? "");
}

/** What a slider's mark says. */
export const told = (control) => format(control, KINDS.slider.read(control));

/** Whether a slider stands at a value: on the step next to it, or on one that stands for it. */
export function stands(control, value, close) {
  const { value: position, step } = range(control);
  return Math.abs(toPosition(control, value) - position) <= Number(step) || close(KINDS.slider.read(control), value);
}

/** What the reader did to a control before anything listened: {value}, {entry} or null. */
export const pending = (control) => control.forgePending ?? null;

/** Write Python's state into a control; `state` may hold value, shown, error, placeholder, remark, disabled. */
export function write(control, state) {
  if ("value" in state && !control.forgeDragging) KINDS[control.dataset.control].write(control, state.value, state.shown);
  // What was refused stays in its field, to be mended.
  else if ("shown" in state && !state.error && !control.forgeDragging) show(control, state.shown);
  if ("error" in state) refuse(control, state.error);
  if ("placeholder" in state && entry(control)) entry(control).placeholder = state.placeholder;
  // What a hint says may depend on other inputs.
  if (state.remark) control.querySelector(".hint").textContent = state.remark;
  if ("disabled" in state) for (const input of control.querySelectorAll("input, select")) input.disabled = state.disabled;
  control.forgePending = null;
  mirrorAll(control);
  unfold(control);
}

/** Inputs that count only under some choices of this one are there while one of them is made. */
function unfold(control) {
  for (const input of document.querySelectorAll(`[data-only="${control.id}"]`)) {
    input.hidden = !JSON.parse(input.dataset.among).includes(String(KINDS[control.dataset.control].read(control) ?? ""));
  }
}

function show(control, text) {
  const field = entry(control);
  if (!field || field.tagName === "SELECT") return;
  control.forgeShown = text;
  if (field.value !== text && !(control.forgeTyping && field === document.activeElement)) field.value = text;
  const slider = range(control);
  if (slider) slider.setAttribute("aria-valuetext", `${text} ${control.dataset.unit}`.trim());
}

function refuse(control, message) {
  const place = control.querySelector(".refusal");
  if (place.textContent !== message) place.textContent = message;
  place.hidden = !message;
  const field = entry(control) ?? control.querySelector("input");
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/** What a field shows when nothing is being typed into it: what Python wrote last, or what the page came with. */
const held = (control) => control.forgeShown ?? entry(control).forgeDefault ?? entry(control).defaultValue;

// A slider without a base has a plain scale: position and value are the same.
function toPosition(control, value) {
  const { base, start, end } = control.dataset;
  if (!base) return value;
  if (value <= Number(start)) return range(control).min;
  // The last step may be a shorter one than the others: it ends where the scale does.
  return value >= Number(end) ? range(control).max : Math.log(value) / Math.log(Number(base));
}

function fromPosition(control, position) {
  const { base, start, end } = control.dataset;
  const value = base ? Math.min(Math.max(Number(base) ** position, Number(start)), Number(end)) : position;
  if (control.dataset.integer === "1") return Math.round(value);
  return significant(value);
}

const format = (control, value) => (control.dataset.integer === "1" ? whole(value) : power(value));

function paintTrack(control) {
  const slider = range(control);
  const at = (slider.value - slider.min) / (slider.max - slider.min);
  slider.closest(".track").style.setProperty("--at", at.toFixed(4));
}

function tell(control, kind, value) {
  control.forgePending = { [kind]: value };
  mirrorAll(control);
  unfold(control);
  control.dispatchEvent(new CustomEvent(`forge:${kind}`, { bubbles: true, detail: value }));
}

/** The first value leaves a slider at once; after that at most one leaves in a frame, the newest. */
function tellSoon(control) {
  control.forgeMoved = true;
  if (control.forgeFrame) return;
  control.forgeMoved = false;
  tell(control, "value", KINDS[control.dataset.control].read(control));
  control.forgeFrame = requestAnimationFrame(() => {
    control.forgeFrame = 0;
    if (control.forgeMoved) tellSoon(control);
  });
}

/** Escape in a field: the value that holds comes back, and what was refused is forgotten. */
function takeBack(control, event) {
  const field = entry(control);
  const told = field.hasAttribute("aria-invalid") || "entry" in (pending(control) ?? {});
  if (field.value === held(control) && !told) return;
  event.preventDefault();
  control.forgeTyping = false;
  field.value = held(control);
  field.select();
  refuse(control, "");
  if (told) tell(control, "entry", null);
}

function moveTo(control, position) {
  range(control).value = position;
  slid(control);
}

function slid(control) {
  control.forgeDragging = true;
  clearTimeout(control.forgeSettling);
  // While a hand moves the slider, answers to older positions must not pull it back.
  control.forgeSettling = setTimeout(() => (control.forgeDragging = false), SETTLED);
  control.forgeTyping = false;
  paintTrack(control);
  show(control, format(control, KINDS.slider.read(control)));
  refuse(control, "");
  tellSoon(control);
}

document.addEventListener("input", (event) => {
  const control = controlOf(event);
  if (!control) return;
  if (event.target.classList.contains("range")) slid(control);
  else if (event.target.classList.contains("entry")) control.forgeTyping = true;
});

// What Python reads and may refuse: numbers, and a configuration. The prompt is a text, and taken as it is.
const TYPED = 'input.entry, [data-control="pasted"] .entry';

document.addEventListener("change", (event) => {
  const control = controlOf(event);
  if (!control || event.target.classList.contains("range")) return;
  if (event.target.matches(TYPED)) {
    control.forgeTyping = false;
    tell(control, "entry", event.target.value);
  } else {
    tell(control, "value", KINDS[control.dataset.control].read(control));
  }
});

// Before the page, for which Escape closes what is open: here it first takes back what was typed.
document.addEventListener("keydown", (event) => {
  const control = controlOf(event);
  if (control && event.key === "Escape" && event.target.matches(TYPED)) return takeBack(control, event);
  if (!control || !event.target.classList.contains("range")) return;
  const coarse = { PageUp: 1, PageDown: -1 }[event.key];
  if (!coarse) return;
  event.preventDefault();
  moveTo(control, Number(range(control).value) + coarse * Number(control.dataset.coarse));
}, { capture: true });

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.(".landmark");
  if (!mark) return;
  const control = mark.closest("[data-control]");
  range(control).value = toPosition(control, Number(mark.dataset.value));
  paintTrack(control);
  show(control, format(control, Number(mark.dataset.value)));
  refuse(control, "");
  tell(control, "value", Number(mark.dataset.value));
});
