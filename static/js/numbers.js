// Shows a slider's value while it moves, before Python answers; instruments/quantities/text.py is the reference.

/** `value` rounded to `digits` significant digits. */
export const significant = (value, digits = 3) => Number(value.toPrecision(digits));

/** `value` in powers of ten as an engineer types it: 1e25, 3.14e24, 4. */
export function power(value, digits = 3) {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e6)) {
    return String(Number(value.toPrecision(Number.isInteger(value) ? Math.max(digits, 6) : digits)));
  }
  return value.toExponential(digits - 1).replace(/(\.\d*?)0+e/, "$1e").replace(".e", "e").replace("e+", "e");
}

/** A whole number with its thousands apart. */
export const whole = (value) => Math.round(value).toLocaleString("en-US");
