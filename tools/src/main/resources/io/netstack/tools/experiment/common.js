'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const content = document.getElementById('content');
const charts = [];

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}
/* On a wide screen, a projector's, everything is larger: who sits at the back reads it too. */
function px(size) {
  return Math.round(size * (innerWidth >= 1600 ? 1.3 : 1));
}
function grid(sides) {
  return Object.fromEntries(Object.entries(sides).map(([side, size]) => [side, px(size)]));
}
function element(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    e.setAttribute(name, value);
  }
  e.append(...children);
  return e;
}
function add(tag, attributes, ...children) {
  const e = element(tag, attributes, ...children);
  content.append(e);
  return e;
}
function section(title, text) {
  add('h2', {}, title);
  if (text) {
    add('p', { class: 'soft' }, text);
  }
}
/* A chart is a function from nothing to options, so that it can be drawn again in other colours. */
function chart(options, className, parent) {
  const e = element('div', { class: 'chart ' + (className || '') });
  (parent || content).append(e);
  const one = { e, options, instance: null };
  charts.push(one);
  return one;
}
function draw(one) {
  if (one.instance) {
    one.instance.dispose();
  }
  one.instance = echarts.init(one.e, null, { renderer: 'canvas' });
  one.instance.setOption(Object.assign({ animation: false, backgroundColor: 'transparent',
    textStyle: { color: color('text'), fontFamily: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
      fontSize: px(15) } }, one.options()));
}
function axis(more) {
  const base = { nameTextStyle: { color: color('soft'), fontSize: px(15) },
    axisLabel: { color: color('soft'), fontSize: px(14) },
    axisLine: { lineStyle: { color: color('line') } }, splitLine: { lineStyle: { color: color('line') } } };
  return Object.assign(base, more);
}
function legend(more) {
  return Object.assign({ top: 0, textStyle: { color: color('text'), fontSize: px(15) } }, more);
}
function tooltip(more) {
  return Object.assign({ backgroundColor: color('panel'), borderColor: color('line'), textStyle: { color: color('text'), fontSize: px(14) } }, more);
}
function span(ns) {
  const units = ['ns', 'µs', 'ms', 's'];
  let unit = 0;
  while (ns >= 1000 && unit < 3) {
    ns /= 1000;
    unit++;
  }
  return (ns >= 100 || ns === 0 ? ns.toFixed(0) : ns >= 10 ? ns.toFixed(1) : ns.toFixed(2)) + ' ' + units[unit];
}
function table(headers, rows) {
  const numeric = rows.length > 0 ? rows[0].map(cell => typeof cell === 'number') : [];
  const show = cell => typeof cell === 'number' ? cell.toLocaleString('en') : cell;
  return element('div', { class: 'scroll' }, element('table', {},
    element('thead', {}, element('tr', {}, ...headers.map((h, i) => element('th', numeric[i] ? { class: 'n' } : {}, h)))),
    element('tbody', {}, ...rows.map(row => element('tr', {},
      ...row.map((cell, i) => element('td', numeric[i] ? { class: 'n' } : {}, show(cell))))))));
}
function theme(dark) {
  document.documentElement.classList.toggle('dark', dark);
  document.getElementById('theme').textContent = dark ? 'light' : 'dark';
  charts.forEach(draw);
}
document.getElementById('theme').onclick = () => theme(!document.documentElement.classList.contains('dark'));
addEventListener('resize', () => charts.forEach(one => one.instance && draw(one)));
addEventListener('load', () => theme(location.hash === '#dark'
  || location.hash !== '#light' && matchMedia('(prefers-color-scheme: dark)').matches));
