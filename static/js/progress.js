/** The line that tells how far the start is: by phase and, while files arrive, by bytes. */

// How long, in seconds, nothing may move. Where the snapshot's files do not come there is another way, which has its own time.
const PHASES = {
  snapshot: { label: "Loading Python", limit: 20 },
  download: { label: "Loading Python", limit: 60 },
  python: { label: "Starting the model", limit: 90 },
  document: { label: "Connecting", limit: 30 },
};
const MEGABYTE = 1e6;

export class Progress {
  #line;
  #text;
  #bar;
  #timer = 0;
  #phase = "";
  #total = 0;
  #arrived = 0;
  /** What has happened, where this is not the page's own start. */ why = "";

  /** @param {(phase: string, label: string) => void} onStalled Called when nothing moved for longer than a phase may take. */
  constructor(onStalled) {
    this.onStalled = onStalled;
  }

  /**
   * @param {string} phase
   * @param {number} [total] Bytes that this phase has to fetch.
   */
  phase(phase, total = 0) {
    this.#phase = phase;
    this.#total = total;
    this.#arrived = 0;
    this.#watch();
    this.#show();
  }

  /** @param {number} bytes */
  bytes(bytes) {
    this.#arrived += bytes;
    this.#watch(); // a slow line is not a dead one
    this.#show();
  }

  done() {
    clearTimeout(this.#timer);
    this.#line?.remove();
    this.#line = undefined;
    this.#phase = "";
    this.why = "";
  }

  #watch() {
    clearTimeout(this.#timer);
    const phase = this.#phase;
    this.#timer = setTimeout(() => this.onStalled(phase, PHASES[phase].label), PHASES[phase].limit * 1000);
  }

  #show() {
    if (!document.body) return;
    if (!this.#line?.isConnected) this.#build();
    const { label } = PHASES[this.#phase];
    const share = this.#total && Math.min(1, this.#arrived / this.#total);
    const amount = this.#total ? ` ${(this.#arrived / MEGABYTE).toFixed(1)} of ${(this.#total / MEGABYTE).toFixed(1)} MB` : "";
    this.#text.textContent = `${this.why}${label}${amount}`;
    if (this.#total) this.#bar.value = share;
    else this.#bar.removeAttribute("value");
  }

  #build() {
    this.#line = Object.assign(document.createElement("div"), { className: "boot-line" });
    this.#line.setAttribute("role", "status");
    this.#text = document.createElement("span");
    this.#bar = Object.assign(document.createElement("progress"), { max: 1 });
    this.#bar.setAttribute("aria-label", "Start of the model");
    this.#line.append(this.#text, this.#bar);
    document.body.append(this.#line);
  }
}
