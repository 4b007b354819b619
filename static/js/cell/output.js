/** What a program gave, drawn within the cell's frame: text, tables, figures and what went wrong. All words are set as text. */

import { CHARACTERS, ITEMS } from "./limits.js";
import { ENDS } from "./told.js";

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const listed = (value) => (Array.isArray(value) ? value : []);

export class Output {
  #place;
  #need;
  #characters = 0;
  #items = 0;
  /** The stream that is being written to, and its text. */
  #stream = "";
  #text = null;
  /** @type {Promise<any> | null} BokehJS, once it was asked for. */
  #bokeh = null;
  #brought;

  /**
   * @param {Element} place
   * @param {(what: string) => void} need Asks the page for what is drawn with.
   */
  constructor(place, need) {
    this.#place = place;
    this.#need = need;
  }

  clear() {
    this.#place.replaceChildren();
    this.#characters = this.#items = 0;
    this.#text = null;
  }

  /** Show one message of Python's; returns whether there is room for more. */
  take(said) {
    if (said?.type === "text") this.#write(String(said.stream), String(said.text));
    else if (said?.type === "shown") this.#show(said.item ?? {});
    else if (said?.type === "error") this.#fail(said);
    return this.#characters <= CHARACTERS && this.#items <= ITEMS;
  }

  /** Say how it ended, where it did not end by itself. */
  told(how) {
    if (ENDS[how]) this.#add(element("p", { className: "told", textContent: ENDS[how] }));
  }

  /** Run the text of BokehJS, which the policy knows by its hash. */
  bring(text) {
    document.head.append(element("script", { textContent: text }));
    this.#brought?.(window.Bokeh);
  }

  #write(stream, text) {
    const room = CHARACTERS - this.#characters;
    this.#characters += text.length;
    if (room <= 0) return;
    if (!this.#text || this.#stream !== stream) {
      this.#text = document.createTextNode("");
      this.#stream = stream;
      this.#place.append(element("pre", { className: stream === "err" ? "err" : "out" }, this.#text));
    }
    this.#text.appendData(text.slice(0, room));
  }

  #add(made) {
    this.#text = null;
    this.#place.append(made);
  }

  #show(item) {
    if (++this.#items > ITEMS) return;
    if (item.kind === "table") this.#add(table(item));
    else if (item.kind === "figure") this.#figure(String(item.json));
    else this.#write("out", `${String(item.text)}\n`);
  }

  #figure(json) {
    const place = element("div", { className: "figure", tabIndex: 0, role: "group", ariaLabel: "Figure" });
    this.#add(place);
    this.#bokeh ??= new Promise((resolve) => {
      this.#brought = resolve;
      this.#need("bokeh");
    });
    this.#bokeh
      .then((Bokeh) => Bokeh.embed.embed_item(JSON.parse(json), place))
      .catch((error) => place.append(element("p", { className: "told", textContent: `The figure could not be drawn: ${error.message}` })));
  }

  #fail({ name, message, line, traceback }) {
    const where = Number.isInteger(line) ? ` in line ${line}` : "";
    const words = element("p", {}, element("strong", { textContent: `${String(name)}${where}` }), ` ${String(message)}`);
    const full = element("details", {}, element("summary", { textContent: "Traceback" }), element("pre", { textContent: String(traceback) }));
    this.#add(element("div", { className: "error", role: "alert" }, words, full));
  }
}

function table({ columns, rows, numeric, numbered, note }) {
  const kinds = listed(numeric);
  const cell = (tag, text, place) => element(tag, { className: kinds[place] ? "number" : "", textContent: String(text) });
  const corner = numbered ? [element("td")] : [];
  const head = element("tr", {}, ...corner, ...listed(columns).map((text, place) => Object.assign(cell("th", text, place), { scope: "col" })));
  const lines = listed(rows).map((row, number) => {
    const first = numbered ? [element("th", { scope: "row", className: "number", textContent: String(number) })] : [];
    return element("tr", {}, ...first, ...listed(row).map((text, place) => cell("td", text, place)));
  });
  const made = element("table", {}, element("caption", { textContent: String(note) }), element("thead", {}, head), element("tbody", {}, ...lines));
  return element("div", { className: "table", tabIndex: 0, role: "group", ariaLabel: "Table" }, made);
}
