/* The waveform: one canvas for each channel, muted regions in the colour of their entity, zoom, marking. */
import { byId, clock, entityName, familyOf, make, speakerName } from "./page.js";

const HEIGHT = 84, RULER = 18, MOST = 120;

export class Waveform {
  /* `on`: seek(seconds), mark(channel, start, end), choose(region). */
  constructor(box, on) {
    this.box = box;
    this.on = on;
    this.zoom = 1;
    this.position = 0;
    this.marked = null;
    this.chosen = null;
    this.scroller = make("div", { class: "scroller" });
    this.strip = make("div", { class: "strip" });
    this.scroller.append(this.strip);
    box.replaceChildren(this.scroller);
    new ResizeObserver(() => this.draw()).observe(box);
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    for (const query of ["(prefers-color-scheme: dark)"]) matchMedia(query).addEventListener("change", () => this.draw());
    box.addEventListener("pointerdown", (event) => this.press(event));
    box.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  show(view) {
    this.view = view;
    const { peaks } = view;
    this.lanes = view.speakers.map((speaker, channel) => {
      const canvas = make("canvas", { class: "lane", "aria-hidden": "true" });
      canvas.dataset.channel = channel;
      const values = new Int8Array(2 * peaks.length);
      for (let at = 0; at < peaks.length; at += 1) {
        values[2 * at] = peaks.data[2 * (at * peaks.channels + channel)];
        values[2 * at + 1] = peaks.data[2 * (at * peaks.channels + channel) + 1];
      }
      return { canvas, values, name: speakerName(speaker), channel };
    });
    this.rate = peaks.sample_rate / peaks.samples_per_pixel;
    this.loudest = Math.max(12, ...this.lanes.map((lane) => lane.values.reduce((most, one) => Math.max(most, Math.abs(one)), 0)));
    this.scroller.replaceChildren(this.strip);
    this.box.querySelectorAll(".lane, .ruler").forEach((node) => node.remove());
    this.ruler = make("canvas", { class: "ruler", "aria-hidden": "true" });
    this.box.append(this.ruler, ...this.lanes.map((lane) => lane.canvas));
    this.box.append(this.scroller);
    this.draw();
  }

  get width() { return this.box.clientWidth; }
  get perSecond() { return this.width / this.view.seconds * this.zoom; }
  get left() { return this.scroller.scrollLeft / this.perSecond; }
  x(seconds) { return (seconds - this.left) * this.perSecond; }
  seconds(x) { return Math.min(Math.max(this.left + x / this.perSecond, 0), this.view.seconds); }

  setZoom(zoom, around = this.position) {
    const most = Math.max(1, MOST * this.view.seconds / this.width);
    const at = this.x(around);
    this.zoom = Math.min(Math.max(zoom, 1), most);
    this.strip.style.width = `${this.width * this.zoom}px`;
    this.scroller.scrollLeft = around * this.perSecond - Math.min(Math.max(at, 0), this.width);
    this.draw();
  }

  /* Where the sound is; while it plays the view goes along. */
  setPosition(seconds, follow) {
    this.position = seconds;
    const x = this.x(seconds);
    if (follow && this.zoom > 1 && (x < 0 || x > this.width * 0.9)) {
      this.scroller.scrollLeft = seconds * this.perSecond - this.width * 0.1;
    }
    this.draw();
  }

  setMarked(marked) { this.marked = marked; this.draw(); }
  setChosen(region) { this.chosen = region; this.draw(); }

  draw() {
    if (!this.view || this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.drawNow(); });
  }

  drawNow() {
    if (!this.width) return;
    this.strip.style.width = `${this.width * this.zoom}px`;
    const style = getComputedStyle(this.box), colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.drawRuler(colour);
    for (const lane of this.lanes) this.drawLane(lane, colour);
  }

  prepare(canvas, height) {
    const ratio = devicePixelRatio || 1, width = Math.round(this.width * ratio);
    if (canvas.width !== width || canvas.height !== Math.round(height * ratio)) {
      canvas.width = width;
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.width, height);
    return pen;
  }

  drawRuler(colour) {
    const pen = this.prepare(this.ruler, RULER);
    const step = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].find((one) => one * this.perSecond > 70) ?? 3600;
    pen.font = "11px system-ui, sans-serif";
    pen.fillStyle = colour("soft");
    pen.strokeStyle = colour("line");
    for (let at = Math.floor(this.left / step) * step; at < this.left + this.width / this.perSecond; at += step) {
      const x = Math.round(this.x(at)) + 0.5;
      pen.beginPath(); pen.moveTo(x, RULER - 5); pen.lineTo(x, RULER); pen.stroke();
      pen.fillText(clock(at, step < 1), x + 3, 11);
    }
  }

  drawLane(lane, colour) {
    const pen = this.prepare(lane.canvas, HEIGHT), middle = HEIGHT / 2;
    const regions = this.view.regions.filter((one) => one.channel === lane.channel);
    const last = this.left + this.width / this.perSecond;
    for (const one of regions) {
      if (one.end < this.left || one.start > last) continue;
      const x = this.x(one.start), width = Math.max(2, (one.end - one.start) * this.perSecond), tint = colour(familyOf(one.entity));
      pen.globalAlpha = one === this.chosen ? 0.42 : 0.2;
      pen.fillStyle = tint;
      pen.fillRect(x, 0, width, HEIGHT);
      pen.globalAlpha = 1;
      pen.fillRect(x, 0, width, one === this.chosen ? 5 : 3);
      if (one === this.chosen) { pen.strokeStyle = tint; pen.lineWidth = 2; pen.strokeRect(x + 1, 1, Math.max(1, width - 2), HEIGHT - 2); }
    }
    this.drawWave(pen, lane, middle, colour("wave"));
    this.drawLabels(pen, regions, colour);
    if (this.marked && (this.marked.channel === lane.channel || this.marked.channel < 0)) {
      const x = this.x(this.marked.start), width = Math.max(2, (this.marked.end - this.marked.start) * this.perSecond);
      pen.globalAlpha = 0.22; pen.fillStyle = colour("focus"); pen.fillRect(x, 0, width, HEIGHT);
      pen.globalAlpha = 1; pen.strokeStyle = colour("focus"); pen.lineWidth = 2; pen.strokeRect(x, 1, width, HEIGHT - 2);
    }
    pen.fillStyle = colour("soft");
    pen.font = "600 12px system-ui, sans-serif";
    const name = lane.name, wide = pen.measureText(name).width;
    pen.globalAlpha = 0.85; pen.fillStyle = colour("card"); pen.fillRect(6, HEIGHT - 21, wide + 10, 17);
    pen.globalAlpha = 1; pen.fillStyle = colour("soft"); pen.fillText(name, 11, HEIGHT - 8);
    pen.fillStyle = colour("ink");
    pen.fillRect(this.x(this.position) - 1, 0, 2, HEIGHT);
  }

  drawWave(pen, lane, middle, tint) {
    const scale = (middle - 8) / this.loudest, { values } = lane, count = values.length / 2;
    const step = this.perSecond / this.rate;
    pen.fillStyle = tint;
    if (step >= 1) {
      const first = Math.max(0, Math.floor(this.left * this.rate)), wide = Math.max(1, step - 0.6);
      for (let at = first; at < count && this.x(at / this.rate) < this.width; at += 1) {
        const high = Math.max(values[2 * at + 1] * scale, 0.5), low = Math.min(values[2 * at] * scale, -0.5);
        pen.fillRect(this.x(at / this.rate), middle - high, wide, high - low);
      }
      return;
    }
    for (let x = 0; x < this.width; x += 1) {
      const first = Math.floor(this.seconds(x) * this.rate), end = Math.max(first + 1, Math.floor(this.seconds(x + 1) * this.rate));
      let low = 0, high = 0;
      for (let at = first; at < end && at < count; at += 1) {
        low = Math.min(low, values[2 * at]);
        high = Math.max(high, values[2 * at + 1]);
      }
      pen.fillRect(x, middle - Math.max(high * scale, 0.5), 1, Math.max((high - low) * scale, 1));
    }
  }

  /* A label where there is room for it between its neighbours. */
  drawLabels(pen, regions, colour) {
    pen.font = "600 11.5px system-ui, sans-serif";
    let free = -Infinity;
    regions.forEach((one, at) => {
      const label = entityName(one.entity), wide = pen.measureText(label).width, x = Math.max(this.x(one.start) + 4, 4);
      const end = this.x(regions[at + 1]?.start ?? Infinity), tail = Math.max(this.x(one.end), x + wide + 4);
      if (this.x(one.end) < 0 || x > this.width || x < free || tail > Math.max(end, this.x(one.end))) return;
      pen.globalAlpha = 0.85; pen.fillStyle = colour("card"); pen.fillRect(x - 2, 6, wide + 4, 15);
      pen.globalAlpha = 1; pen.fillStyle = colour(familyOf(one.entity)); pen.fillText(label, x, 17.5);
      free = x + wide + 8;
    });
  }

  press(event) {
    const canvas = event.target.closest?.("canvas.lane");
    if (!canvas || event.button !== 0) return;
    const channel = Number(canvas.dataset.channel), box = canvas.getBoundingClientRect();
    const from = event.clientX - box.left, first = this.seconds(from);
    let dragged = false;
    const move = (now) => {
      const x = Math.min(Math.max(now.clientX - box.left, 0), box.width);
      if (!dragged && Math.abs(x - from) < 5) return;
      dragged = true;
      const second = this.seconds(x);
      this.setMarked({ channel, start: Math.min(first, second), end: Math.max(first, second) });
    };
    const release = () => {
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointercancel", release);
      if (dragged && this.marked) this.on.mark(this.marked);
      else {
        const region = this.view.regions.find((one) => one.channel === channel && one.start <= first && first < one.end);
        this.on.choose(region ?? null);
        this.on.seek(first);
      }
    };
    if (event.pointerType !== "touch") canvas.setPointerCapture(event.pointerId);
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", release, { once: true });
    canvas.addEventListener("pointercancel", release, { once: true });
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const x = event.clientX - this.box.getBoundingClientRect().left;
    this.setZoom(this.zoom * (event.deltaY < 0 ? 1.25 : 0.8), this.seconds(x));
  }
}
