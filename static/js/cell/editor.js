/** The editor of a cell: CodeMirror, in the page's colours, which is fetched with the first cell. */

import { placeOf } from "../files.js";

let module;

/** CodeMirror, once it is here. */
function codemirror() {
  module ??= import(placeOf("vendor/codemirror/codemirror.js").href);
  module.catch(() => (module = undefined));
  return module;
}

/**
 * @param {Element} place
 * @param {string} code
 * @param {object} does
 * @param {string} does.label What the editor is called.
 * @param {() => void} does.run
 * @param {() => void} does.leave Where the keyboard goes on Escape.
 * @returns {Promise<{text: () => string, put: (text: string) => void, mark: (line: number | null) => void, focus: () => void}>}
 */
export async function editor(place, code, { label, run, leave }) {
  const {
    bracketMatching, Decoration, defaultKeymap, drawSelection, EditorState, EditorView, highlightActiveLine, highlightActiveLineGutter,
    highlightSelectionMatches, HighlightStyle, history, historyKeymap, indentLess, indentMore, indentOnInput, indentUnit, keymap, lineNumbers, python,
    search, searchKeymap, StateEffect, StateField, syntaxHighlighting, tags,
  } = await codemirror();

  const wrong = StateEffect.define();
  const wrongLine = StateField.define({
    create: () => Decoration.none,
    update(marked, change) {
      // A line that is being mended is not wrong any more, as far as anybody knows.
      let now = change.docChanged ? Decoration.none : marked;
      for (const effect of change.effects) {
        if (!effect.is(wrong)) continue;
        const there = effect.value >= 1 && effect.value <= change.state.doc.lines;
        now = there ? Decoration.set(Decoration.line({ class: "cm-wrong" }).range(change.state.doc.line(effect.value).from)) : Decoration.none;
      }
      return now;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  const doing = (action) => () => {
    action();
    return true;
  };
  const indent = ({ state, dispatch }) => {
    const single = state.selection.ranges.every((range) => range.empty);
    if (!single) return indentMore({ state, dispatch });
    dispatch(state.update(state.replaceSelection("    "), { scrollIntoView: true, userEvent: "input" }));
    return true;
  };
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: code,
      extensions: [
        keymap.of([
          { key: "Mod-Enter", run: doing(run) },
          { key: "Tab", run: indent, shift: indentLess },
        ]),
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), history(), drawSelection(), bracketMatching(), indentOnInput(),
        indentUnit.of("    "), EditorState.tabSize.of(4), highlightSelectionMatches(), search({ top: true }), python(), wrongLine,
        syntaxHighlighting(colours(HighlightStyle, tags)),
        keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
        // Last: what is open within the editor closes first.
        keymap.of([{ key: "Escape", run: doing(leave) }]),
        EditorView.contentAttributes.of({
          // What may be edited can be reached anyway, but not everything that looks for what can knows it.
          tabindex: "0", "aria-label": label, spellcheck: "false", autocapitalize: "off", autocorrect: "off",
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    put: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark(line) {
      const effects = [wrong.of(line ?? 0)];
      if (line && line <= view.state.doc.lines) effects.push(EditorView.scrollIntoView(view.state.doc.line(line).from, { y: "nearest" }));
      view.dispatch({ effects });
    },
    focus: () => view.focus(),
  };
}

/** Our tokens for Python's: see static/css/cell.css. */
const colours = (HighlightStyle, tags) =>
  HighlightStyle.define([
    { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], class: "py-keyword" },
    { tag: [tags.string, tags.special(tags.string)], class: "py-string" },
    { tag: [tags.number, tags.bool, tags.null], class: "py-number" },
    { tag: [tags.comment, tags.lineComment], class: "py-comment" },
    { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], class: "py-name" },
  ]);
