// The browser's half of instruments/widgets/models.py.  Load after bokeh.min.js and before a
// document that holds these models is embedded.
import * as controls from "./controls.js";
import { tellMistake } from "./mistakes.js";
import { morph } from "./morph.js";
import { PictureSlot, follow } from "./pictures.js";
import { callOff, come } from "./lacks.js";
import { bring, lacking, wear } from "./own-assets.js";
import { addressOf, fragmentOf, show, takenOver } from "./places.js";

const { Model } = Bokeh.loader["@bokehjs/model"];
const { View } = Bokeh.loader["@bokehjs/core/view"];
const { build_view } = Bokeh.loader["@bokehjs/core/build_views"];
const { register_models } = Bokeh.loader["@bokehjs/base"];

// Bokeh names a model by its Python module.
const MODULE = "instruments.widgets.models";
const ADDRESS_SETTLES = 250;
const WIDTH_SETTLES = 100;
const STATE = ["value", "shown", "error", "placeholder", "remark", "disabled"];

/** A view that binds to the element with the id `model.target`. */
class BoundView extends View {
  get element() {
    return document.getElementById(this.model.target);
  }

  listen(name, callback) {
    this.element?.addEventListener(name, callback, { signal: this.abort_signal });
  }

  on(properties, slot) {
    for (const name of properties) this.connect(this.model.properties[name].change, slot);
  }
}

class BindingsView extends View {
  bound = new Map();

  async lazy_initialize() {
    await super.lazy_initialize();
    await this.bind();
  }

  connect_signals() {
    super.connect_signals();
    this.connect(this.model.properties.children.change, () => (this.binding = this.extend()));
    // The server takes changes only after it has heard that the document is ready.
    this.finish();
    this.tell([...this.bound.values()]);
    this.told();
  }

  /** Bind what came later. */
  async extend() {
    this.tell(await this.bind());
    this.told();
  }

  /** What there is on the page now listens. */
  told() {
    document.dispatchEvent(new CustomEvent("forge:bound"));
  }

  async bind() {
    const fresh = [];
    for (const model of this.model.children) {
      if (this.bound.has(model)) continue;
      const view = await build_view(model, { parent: this });
      this.bound.set(model, view);
      fresh.push(view);
    }
    return fresh;
  }

  /** Let each view say what the reader did before it was there. */
  tell(views) {
    for (const view of views) view.catch_up?.();
  }

  children_views() {
    return [...super.children_views(), ...this.bound.values()];
  }
}

class FragmentView extends BoundView {
  initialize() {
    super.initialize();
    if (this.element) this.element.forgeModel = this.model;
    // What only paper shows is written when it comes to that, not at every move of a slider.
    this.waits = this.element?.matches(".on-paper");
    if (this.waits) addEventListener("beforeprint", () => this.apply(), { signal: this.abort_signal });
    else this.apply();
  }

  connect_signals() {
    super.connect_signals();
    if (!this.waits) this.on(["html"], () => this.apply());
  }

  apply() {
    const { element } = this;
    if (!element) return;
    morph(element, this.model.html);
    element.dispatchEvent(new CustomEvent("forge:morphed", { bubbles: true }));
  }
}

class ControlView extends BoundView {
  entries = 0;

  initialize() {
    super.initialize();
    if (!this.element) return;
    this.element.forgeModel = this.model;
    this.listen("forge:value", (event) => (this.model.value = event.detail));
    this.listen("forge:entry", (event) => (this.model.entry = [++this.entries, event.detail]));
    const pending = controls.pending(this.element);
    if (!pending) this.write(STATE);
    this.replay = pending;
    // A step that failed is not taken: what was typed or moved for it gives way to what holds.
    document.addEventListener("forge:mistake", () => this.write(STATE), { signal: this.abort_signal });
  }

  connect_signals() {
    super.connect_signals();
    for (const name of ["value", "shown", "placeholder", "remark", "disabled"]) this.on([name], () => this.write([name]));
    for (const name of ["error", "answered"]) this.on([name], () => this.write(["error", "answered"]));
  }

  catch_up() {
    if (this.replay?.entry !== undefined) this.model.entry = [++this.entries, this.replay.entry];
    else if (this.replay) this.model.value = this.replay.value;
  }

  write(names) {
    if (!this.element) return;
    const state = Object.fromEntries(names.map((name) => [name, this.model[name]]));
    if ("value" in state) state.shown = this.model.shown || undefined;
    // An entry that was read, or taken back, is shown as it was understood; unless another has been made since, which stays.
    else if ("answered" in state && state.answered >= this.entries) state.shown = this.model.shown;
    controls.write(this.element, state);
  }
}

class ActionView extends BoundView {
  presses = 0;

  initialize() {
    super.initialize();
    this.listen("click", (event) => {
      // A form is sent, not pressed: a click on its button is no press of the form around it.
      const button = event.target.closest("[data-act]:not(form)");
      if (button?.dataset.act === this.model.act && !button.disabled) this.press(button.dataset.argument ?? "");
    });
    this.listen("submit", (event) => {
      if (event.target.dataset.act !== this.model.act) return;
      event.preventDefault();
      this.press(JSON.stringify(Object.fromEntries(new FormData(event.target))));
    });
    this.listen("change", (event) => {
      if (event.target.dataset.actChange === this.model.act) this.press(event.target.value);
    });
  }

  /** A form that was sent before anybody listened. */
  catch_up() {
    for (const form of this.element?.querySelectorAll(`form[data-act="${this.model.act}"]`) ?? []) {
      if (!form.forgePending) continue;
      form.forgePending = false;
      this.press(JSON.stringify(Object.fromEntries(new FormData(form))));
    }
  }

  press(argument) {
    this.model.pressed = [++this.presses, argument];
  }
}

class DisclosureView extends BoundView {
  initialize() {
    super.initialize();
    this.listen("forge:fold", () => this.catch_up());
    // What could not be opened is closed again.
    document.addEventListener("forge:mistake", () => {
      for (const button of this.open) if (!this.model.opened.includes(button.dataset.fold)) button.click();
    }, { signal: this.abort_signal });
  }

  get open() {
    return [...(this.element?.querySelectorAll('[data-fold][aria-expanded="true"]') ?? [])];
  }

  catch_up() {
    const keys = this.open.map((button) => button.dataset.fold);
    if (keys.join() !== this.model.opened.join()) this.model.opened = keys;
  }
}

class MountView extends BoundView {
  async lazy_initialize() {
    await super.lazy_initialize();
    if (!this.element) return;
    this.slot = new PictureSlot(this.element, this.model, () => build_view(this.model.picture, { parent: null }));
    this.slot.paint();
    if (!this.slot.hasStill) await this.slot.show();
    document.addEventListener("forge:theme", () => this.slot.paint(), { signal: this.abort_signal });
  }

  connect_signals() {
    super.connect_signals();
    this.on(["stale"], follow);
    this.on(["picture"], () => this.slot?.arrive());
  }

  /** From now on Python hears how wide the picture is: names in it are placed for that. */
  catch_up() {
    follow();
    if (!this.slot) return;
    this.breadth = new ResizeObserver(([{ contentRect }]) => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.tell(Math.round(contentRect.width)), WIDTH_SETTLES);
    });
    this.breadth.observe(this.element);
  }

  tell(breadth) {
    // An instrument that is not on show has no width.
    if (breadth && breadth !== this.model.breadth) this.model.breadth = breadth;
  }

  remove() {
    clearTimeout(this.settling);
    this.breadth?.disconnect();
    this.slot?.remove();
    super.remove();
  }

  children_views() {
    return [...super.children_views(), ...(this.slot?.view ? [this.slot.view] : [])];
  }
}

/** Work that Python does in turns: how they are given comes with the first. */
class SlicesView extends BoundView {
  async catch_up() {
    const { attend } = await import("./slices.js");
    if (this.element) this.attended = attend(this.element, this.model, this.abort_signal);
  }

  connect_signals() {
    super.connect_signals();
    this.on(["running", "due", "share", "told"], () => this.attended?.());
  }
}

/** What an instrument keeps in this browser: how comes with the first that does. */
class KeptView extends View {
  connect_signals() {
    super.connect_signals();
    this.connect(this.model.properties.kept.change, async () => (await keeping()).keep(this.model));
  }

  async catch_up() {
    (await keeping()).tell(this.model, this.abort_signal);
  }
}
const keeping = () => import("./storage.js");

class AddressView extends View {
  initialize() {
    super.initialize();
    if (location.hash) this.arrived = fragmentOf();
    for (const name of ["hashchange", "popstate"]) addEventListener(name, () => this.read(), { signal: this.abort_signal });
    document.addEventListener("click", (event) => this.follow(event), { signal: this.abort_signal });
    // Who leaves the page, or looks at another one, comes back to what was last on it.
    for (const [name, target] of [["pagehide", window], ["visibilitychange", document], ["forge:saving", document]]) {
      target.addEventListener(name, () => this.settling && this.settle(), { signal: this.abort_signal });
    }
    // A button that puts in another design is a step that the reader can go back from; a moving slider is not.
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-step], [data-copy]");
      if (!button) return;
      // What is copied is the present design, not the one before the last move.
      this.settle();
      this.step = button.matches("[data-step]");
    }, { signal: this.abort_signal, capture: true });
  }

  connect_signals() {
    super.connect_signals();
    this.connect(this.model.properties.fragment.change, () => this.write());
    this.connect(this.model.properties.instrument.change, () => this.show());
    this.connect(this.model.properties.instrument.change, () => queueMicrotask(() => this.agree()));
    this.connect(this.model.properties.title.change, () => this.entitle());
    this.connect(this.model.properties.answered.change, () => this.arrive());
    this.entitle();
    this.show();
  }

  catch_up() {
    if (!this.arrived) return this.arrive();
    // A step that failed is not answered, but told.
    document.addEventListener("forge:mistake", () => this.arrive(), { once: true, signal: this.abort_signal });
    this.ask(this.arrived);
    this.model.asked += 1;
    this.write();
  }

  /** What the page was opened for is on show, and listens. */
  async arrive() {
    await Promise.all([this.parent.binding, this.showing]);
    document.dispatchEvent(new CustomEvent("forge:arrived"));
  }

  /** One instrument is on show, once what it has of its own has come. */
  show() {
    const { instrument } = this.model;
    this.showing = bring(instrument).then(() => instrument === this.model.instrument && this.present());
  }

  present() {
    wear(this.model.instrument);
    for (const section of document.querySelectorAll("[data-instrument]")) section.hidden = section.dataset.instrument !== this.model.instrument;
    document.dispatchEvent(new CustomEvent("forge:shown", { detail: { first: !this.shown } }));
    this.shown = true;
  }

  entitle() {
    document.title = this.model.title;
  }

  /** Go to another instrument within the page: what it is at need not be loaded, for it is here. */
  follow(event) {
    const link = event.target.closest?.("a[href]");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    // Before the model is up, its own page is the quicker way.
    const { boot, mode } = document.documentElement.dataset;
    const able = plain && !event.defaultPrevented && (boot || mode === "served");
    const fragment = link && able ? takenOver(link) : undefined;
    if (fragment === undefined) return;
    event.preventDefault();
    this.settle();
    this.go(fragment, true);
  }

  /**
   * Go where a fragment leads, once what is needed there has come.
   *
   * @param {string} fragment
   * @param {boolean} [step] Whether one can go back from it.
   */
  async go(fragment, step = false) {
    const [, instrument] = /^\/([\w-]+)/.exec(fragment) ?? [];
    callOff();
    if (instrument && lacking(instrument) && !(await come(instrument, fragment))) return;
    this.step ||= step;
    this.ask(fragment);
    // Now, not with what Python answers: who goes back at once comes back to where the link was.
    if (step) this.settle();
  }

  ask(fragment) {
    this.asking = fragment;
    this.model.fragment = fragment;
  }

  /**
   * Python answers where it was sent with a fragment only if that is another one than it was sent. The answer to an earlier step may
   * have stood in the way meanwhile: then what is on show says where the page is.
   */
  agree() {
    const { fragment, instrument } = this.model;
    if (fragment !== this.asking && !fragment.startsWith(`/${instrument}`)) this.ask(`/${instrument}`);
  }

  read() {
    const fragment = fragmentOf();
    if (fragment === undefined) return;
    this.go(history.state?.left ? fragment.replace(/\?$/, "") : fragment);
    // What was still to be written is not the state of where the reader has gone.
    this.write();
  }

  write() {
    clearTimeout(this.settling);
    // Browsers limit how often the address may change; a moving slider would exceed it.
    this.settling = setTimeout(() => this.settle(), ADDRESS_SETTLES);
  }

  settle() {
    clearTimeout(this.settling);
    this.settling = undefined;
    const { step } = this;
    this.step = false;
    show(addressOf(this.model.fragment), step);
  }
}

class MistakesView extends View {
  connect_signals() {
    super.connect_signals();
    this.connect(this.model.properties.told.change, () => tellMistake(JSON.parse(this.model.told)));
  }
}

function define(name, view, properties) {
  const model = class extends Model {};
  Object.defineProperty(model, "name", { value: name });
  model.__module__ = MODULE;
  model.prototype.default_view = view;
  model.define(properties);
  return model;
}

register_models([
  define("Bindings", BindingsView, ({ List, Ref }) => ({ children: [List(Ref(Model)), []] })),
  define("Fragment", FragmentView, ({ Str }) => ({ target: [Str, ""], html: [Str, ""] })),
  define("Control", ControlView, ({ Any, Bool, Int, List, Str }) => ({
    target: [Str, ""],
    value: [Any, null],
    shown: [Str, ""],
    entry: [List(Any), []],
    error: [Str, ""],
    answered: [Int, 0],
    placeholder: [Str, ""],
    remark: [Str, ""],
    disabled: [Bool, false],
  })),
  define("Action", ActionView, ({ Any, List, Str }) => ({ target: [Str, ""], act: [Str, ""], pressed: [List(Any), []] })),
  define("Disclosure", DisclosureView, ({ List, Str }) => ({ target: [Str, ""], opened: [List(Str), []] })),
  define("Mount", MountView, ({ Bool, Int, Nullable, Ref, Str }) => ({
    target: [Str, ""],
    picture: [Nullable(Ref(Model)), null],
    title: [Str, ""],
    stale: [Bool, false],
    breadth: [Int, 0],
  })),
  define("Slices", SlicesView, ({ Bool, Float, Int, Str }) => ({
    target: [Str, ""],
    running: [Bool, false],
    due: [Int, 0],
    turn: [Int, 0],
    still: [Bool, false],
    share: [Float, 0],
    told: [Str, ""],
  })),
  define("Memento", View, ({ Int, List, Str }) => ({ target: [Str, ""], parts: [List(Str), []], asked: [Int, 0], state: [Str, ""] })),
  define("Kept", KeptView, ({ Str }) => ({ target: [Str, ""], held: [Str, ""], kept: [Str, ""], refused: [Str, ""] })),
  define("Mistakes", MistakesView, ({ Str }) => ({ told: [Str, ""] })),
  define("Address", AddressView, ({ Int, Str }) => ({
    fragment: [Str, ""],
    asked: [Int, 0],
    answered: [Int, 0],
    instrument: [Str, ""],
    title: [Str, ""],
  })),
]);
