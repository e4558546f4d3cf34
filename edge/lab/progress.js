// progress.js - what a student has done: kept in this browser, told as a report.
import {h} from "./dom.js";
import {EXERCISES} from "./exercise_list.js";
import {LESSON} from "./lesson_steps.js";
import {lab} from "./state.js";

const KEY = "popbox-lab";

function empty() {
  return {lesson: [], quiz: {}, exercises: {}};
}

function read() {
  try {
    return {...empty(), ...JSON.parse(localStorage.getItem(KEY) ?? "{}")};
  } catch {
    return empty();
  }
}

export const progress = read();

export function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // a browser that keeps nothing still teaches
  }
}

export function forget() {
  Object.assign(progress, empty());
  keep();
}

const escaped = text => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// One HTML file without anything from elsewhere, to be printed or handed in.
export function report(lesson, claims, exercises) {
  const row = cells => `<tr>${cells.map(it => `<td>${escaped(it)}</td>`).join("")}</tr>`;
  const right = claims.filter(it => progress.quiz[it.id]?.right).length;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>popbox lab: a report</title>
<style>body{font:15px/1.45 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}@page{margin:18mm}@media print{body{margin:0;max-width:none;font-size:11pt}tr{break-inside:avoid}h2{break-after:avoid}}td{border-bottom:1px solid #999;padding:.25rem .5rem;vertical-align:top}</style>
<h1>popbox lab: a report</h1><p>${escaped(new Date().toLocaleString())}</p>
<h2>The lesson</h2><table>${lesson.map((it, i) => row([i + 1, it.title, progress.lesson[i] ? it.aha : "not yet"])).join("")}</table>
<h2>The quiz: ${right} of ${Object.keys(progress.quiz).length} right</h2><table>${claims.filter(it => progress.quiz[it.id]).map(it => row([it.id, it.title, `said ${progress.quiz[it.id].said}`, progress.quiz[it.id].right ? "right" : "wrong"])).join("")}</table>
<h2>The exercises</h2><table>${exercises.map((it, i) => row([i + 1, it.title, progress.exercises[it.id]?.right ? "solved" : progress.exercises[it.id] ? "tried" : "not yet", progress.exercises[it.id]?.said ?? ""])).join("")}</table></html>`;
}

export function save() {
  const text = report(LESSON, lab.about.claims, EXERCISES);
  const link = h("a", {href: URL.createObjectURL(new Blob([text], {type: "text/html"})), download: "popbox-lab-report.html"});
  link.click();
  URL.revokeObjectURL(link.href);
}
