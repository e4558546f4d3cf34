// lab_audit.js - what of the page somebody could not see, find or use; one
// sentence for each fault. Names are asked of the browser itself (lab_access.py).
(() => {
  const faults = [];
  const shown = node => node.checkVisibility({visibilityProperty: true}) && !node.closest(".visually-hidden, .skip");
  const where = node => `${node.localName}.${node.className?.baseVal ?? node.className} "${node.textContent.trim().slice(0, 40)}"`;

  function parse(colour) {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return {r, g, b, a};
  }

  function over(top, below) {
    const mix = name => top[name] * top.a + below[name] * (1 - top.a);
    return {r: mix("r"), g: mix("g"), b: mix("b"), a: 1};
  }

  function behind(node) {
    const layers = [];
    for (let it = node; it; it = it.parentElement) layers.push(parse(getComputedStyle(it).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), {r: 255, g: 255, b: 255, a: 1});
  }

  // WCAG 2.2, relative luminance.
  function light({r, g, b}) {
    const [x, y, z] = [r, g, b].map(it => it / 255).map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }

  function contrast(node) {
    const paper = behind(node);
    const [a, b] = [light(over(parse(getComputedStyle(node).color), paper)), light(paper)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  function texts() {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes = new Set();
    while (walk.nextNode())
      if (walk.currentNode.data.trim()) nodes.add(walk.currentNode.parentElement);
    return [...nodes].filter(node => !node.closest("script, noscript, option, :disabled") && shown(node));
  }

  for (const node of texts()) {
    const style = getComputedStyle(node);
    const px = parseFloat(style.fontSize);
    const large = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(node);
    if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${where(node)}`);
    if (px < 9.5) faults.push(`text of ${px} px: ${where(node)}`);
  }

  const ids = new Set();
  for (const node of document.querySelectorAll("[id]")) {
    if (ids.has(node.id)) faults.push(`id twice: ${node.id}`);
    ids.add(node.id);
  }
  for (const name of ["aria-controls", "aria-describedby", "aria-labelledby", "for"])
    for (const node of document.querySelectorAll(`[${name}]`))
      for (const id of node.getAttribute(name).split(/\s+/))
        if (!ids.has(id)) faults.push(`${name} names no element: ${id}`);

  let level = 0;
  for (const node of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(node.localName[1]);
    if (next > level + 1) faults.push(`heading after h${level}: ${where(node)}`);
    level = next;
  }

  for (const node of document.querySelectorAll("[tabindex]"))
    if (node.tabIndex > 0) faults.push(`a focus order of its own: ${where(node)}`);
  for (const node of document.querySelectorAll("button, select"))
    if (shown(node) && innerWidth < 640 && node.getBoundingClientRect().height < 24) faults.push(`too small for a finger: ${where(node)}`);
  if (document.documentElement.scrollWidth > innerWidth)
    faults.push(`wider than the screen by ${document.documentElement.scrollWidth - innerWidth} px`);
  return faults;
})()
