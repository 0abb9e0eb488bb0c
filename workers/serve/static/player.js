/* Playing: position, speed, loop, and one channel alone. */
import { byId, text } from "./page.js";

export class Player {
  /* `on`: position(seconds, playing), state(playing), fail(). */
  constructor(audio, on) {
    this.audio = audio;
    this.on = on;
    this.loop = null;
    this.wanted = 0;
    audio.addEventListener("play", () => { this.on.state(true); this.tick(); });
    audio.addEventListener("pause", () => this.on.state(false));
    audio.addEventListener("ended", () => this.on.state(false));
    audio.addEventListener("seeked", () => this.on.position(audio.currentTime, !audio.paused));
    audio.addEventListener("loadedmetadata", () => { if (this.wanted) audio.currentTime = this.wanted; audio.playbackRate = this.speed ?? 1; });
    audio.addEventListener("error", () => this.on.fail());
  }

  /* Another version of the sound: from where the last one was, playing if it did. */
  load(url, seconds, channels) {
    const playing = !this.audio.paused;
    this.wanted = this.position;
    this.seconds = seconds;
    this.channels = channels;
    this.audio.src = url;
    if (playing) this.play();
  }

  get position() { return this.audio.readyState ? this.audio.currentTime : this.wanted; }
  get playing() { return !this.audio.paused; }

  play() { this.audio.play().catch((error) => { if (error.name !== "AbortError") this.on.fail(); }); }
  toggle() { if (this.playing) this.audio.pause(); else this.play(); }

  seek(seconds) {
    const goal = Math.min(Math.max(seconds, 0), Math.max(0, this.seconds - 0.05));
    this.wanted = goal;
    if (this.audio.readyState) this.audio.currentTime = goal;
    this.on.position(goal, this.playing);
  }

  setSpeed(speed) {
    this.speed = speed;
    this.audio.playbackRate = speed;
  }

  /* Between two moments again and again; null ends it. */
  setLoop(loop) { this.loop = loop; }

  tick() {
    if (!this.playing) return;
    if (this.loop && this.audio.currentTime >= this.loop.end) this.audio.currentTime = this.loop.start;
    this.on.position(this.audio.currentTime, true);
    requestAnimationFrame(() => this.tick());
  }

  /* One channel on both ears; -1 is everybody again. The graph is made when it is first asked for. */
  solo(channel) {
    if (!this.graph) {
      if (channel < 0) return;
      const context = new AudioContext(), source = context.createMediaElementSource(this.audio);
      const splitter = context.createChannelSplitter(Math.max(2, this.channels)), out = context.createGain();
      source.connect(splitter);
      out.connect(context.destination);
      this.graph = { context, source, splitter, out };
    }
    const { context, source, splitter, out } = this.graph;
    context.resume();
    source.disconnect();
    splitter.disconnect();
    if (channel < 0) source.connect(out);
    else {
      source.connect(splitter);
      splitter.connect(out, channel);
    }
  }
}

export function soloChoices(speakers, names) {
  const choices = [[-1, text("call.both")], ...speakers.map((speaker, channel) => [channel, names[channel]])];
  byId("solo-label").hidden = speakers.length < 2;
  return choices;
}
