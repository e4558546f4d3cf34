// dom.js - elements from calls: h("p.note", {title: "x"}, "text", child).
const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else if (name in node && !node.namespaceURI.endsWith("svg") && name !== "list" && name !== "form") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

export function h(what, props, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.filter(Boolean).join(" ");
  if (props instanceof Node || typeof props === "string" || Array.isArray(props)) {
    children.unshift(props);
    props = {};
  }
  return fill(node, props, children);
}

export function svg(what, props, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElementNS(SVG, tag);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  return fill(node, props, children);
}

const PATHS = {
  open: "M6 11h12v9H6zM9 11V7a3.500 3.500 0 0 1 6.800-1.200",
  shut: "M6 11h12v9H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11",
  eye: "M2 12s4-6.500 10-6.500S22 12 22 12s-4 6.500-10 6.500S2 12 2 12zM12 9.500a2.500 2.500 0 1 0 .1 0M4 20 20 4",
  page: "M4 4h16v16H4zM4 9h16",
  shell: "M4 5h16v14H4zM7.500 9l3 3-3 3M13 15h4",
  disk: "M4 6c0-3 16-3 16 0v12c0 3-16 3-16 0zM4 6c0 3 16 3 16 0",
  cloud: "M7 18a4.500 4.500 0 0 1 0-9 6 6 0 0 1 11.500 1.500A4 4 0 0 1 18 18z",
  bucket: "M4 6h16l-2 14H6zM4 6c0-2.500 16-2.500 16 0",
  wrong: "M5 5l14 14M19 5 5 19",
  right: "M4 13l5 5L20 6",
};

export function icon(name) {
  return svg("svg.icon", {viewBox: "0 0 24 24", "aria-hidden": "true"}, svg("path", {d: PATHS[name]}));
}

export function put(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
}
