/**
 * The numbers of a picture as a file that every spreadsheet opens as columns of numbers, whatever language it is set to: it says what
 * parts its columns, holds ASCII alone, and writes a number that is not whole without a decimal mark (125E-1 is 12.5). Why, says
 * instruments/frame/sheet.py, which writes the rows of a result alike.
 */

const SEPARATOR = ";";
const DIGITS = 4; // of a rounded number: one more than the page shows, since what is beside it may lie close
const LONGEST = 15;
const PLAIN = { "\u00b5": "u", "\u00d7": "x", "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u00b7": "*", "\u00b0": "deg ", "\u20ac": "EUR" };

/**
 * Data sources as one table: a column for the series, then every column of any of them, named with its unit. Where numbers were
 * rounded, a second column has them to the last digit.
 *
 * @param {{name: string, columns: Map<string, any>, units: Map<string, string>}[]} series
 */
export function asSheet(series) {
  const names = [...new Set(series.flatMap(({ columns }) => [...columns.keys()]))];
  const unit = (name) => series.map(({ units }) => units.get(name)).find(Boolean);
  const head = ["series"];
  const places = [];
  for (const name of names) {
    const called = unit(name) ? `${name} (${unit(name)})` : name;
    const long = series.some(({ columns }) => [...(columns.get(name) ?? [])].some((value) => !Object.is(rounded(value), value)));
    places.push({ name, shown: long ? rounded : (value) => value });
    head.push(called);
    if (!long) continue;
    places.push({ name, shown: (value) => value });
    head.push(`${called}, full`);
  }
  const rows = [head];
  for (const { name, columns } of series) {
    const length = Math.max(0, ...[...columns.values()].map((column) => column.length));
    for (let i = 0; i < length; i++) rows.push([name, ...places.map((place) => place.shown(columns.get(place.name)?.[i]))]);
  }
  return [`sep=${SEPARATOR}`, ...rows.map((row) => row.map(cell).join(SEPARATOR))].join("\r\n");
}

const rounded = (value) => (Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value);

function cell(value) {
  if (Number.isNaN(value)) return "";
  // A text that is a number, such as the name of a tick, would be a date to some.
  if (Number.isFinite(value) || /^-?\d+\.\d+$/.test(value)) return number(Number(value));
  const text = [...String(value ?? "")].map((letter) => PLAIN[letter] ?? letter).join("").normalize("NFKD").replace(/[^\n\r\t -~]/g, "");
  // A leading sign of a formula would be run by a spreadsheet.
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function number(value) {
  const [mantissa, power] = value.toExponential().split("e");
  const [whole, part = ""] = mantissa.split(".");
  const exponent = power - part.length;
  return exponent >= 0 && power < LONGEST ? `${whole}${part}${"0".repeat(exponent)}` : `${whole}${part}E${exponent}`;
}
