/* Single keys, as the help tells them; whoever speaks to the machine can switch them off (WCAG 2.1.4). */
import { byId } from "./page.js";

const KEYS = {
  " ": "toggle", k: "toggle", j: "back", l: "forward", p: "previous", n: "next", r: "loop", "+": "in", "=": "in", "-": "out",
  ">": "faster", "<": "slower", "/": "find", "[": "begin", "]": "end", m: "missed", a: "approve", "?": "help", Escape: "cancel",
};
const STORED = "sourdine.keys";

export function keyboard(acts) {
  const box = byId("letters");
  try { box.checked = localStorage.getItem(STORED) !== "off"; } catch { /* no storage: they are on */ }
  box.addEventListener("change", () => {
    try { localStorage.setItem(STORED, box.checked ? "on" : "off"); } catch { /* for this visit only */ }
  });
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const where = event.target, field = where.closest("input:not([type=range], [type=checkbox]), textarea, select");
    if (field || (event.key === " " && where.closest("button, summary, a, [type=checkbox]"))) return;
    const lanes = where.closest("#lanes") && { ArrowLeft: "back", ArrowRight: "forward" }[event.key];
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key, act = lanes || KEYS[key];
    if (/^[0-9]$/.test(key)) acts.solo(Number(key) - 1);
    else if (act) acts[act]();
    else return;
    event.preventDefault();
  });
}
