add('p', {}, data.summary);
add('pre', {}, data.command);
add('div', { class: 'tiles' }, ...data.tiles.map(tile => element('div', { class: 'tile' }, element('b', {}, tile[1]), element('span', {},
    tile[0]))));

section('Queues over time',
    'Lengths at regular moments, each on a scale of its own; the dashed line is the backlog. '
  + 'At the bottom: SYNs, final ACKs and '
  + 'connections that the listener turned away.');
const last = { name: 'virtual seconds', nameLocation: 'middle', nameGap: px(28) };
const panels = [{ name: 'accept queue', values: data.acceptQueue, color: 'accept', top: 34, height: 150 },
  { name: 'SYN queue', values: data.synQueue, color: 'syn', top: 224, height: 100 },
  { name: 'turned away', values: data.dropped, color: 'drop', top: 364, height: 70 }];
chart(() => ({
  tooltip: tooltip({ trigger: 'axis' }), axisPointer: { link: [{ xAxisIndex: 'all' }] },
  grid: panels.map(panel => grid({ left: 70, right: 24, top: panel.top, height: panel.height })),
  xAxis: panels.map((panel, i) => axis({ type: 'value', gridIndex: i, max: data.endSeconds,
    axisLabel: { show: i === 2, color: color('soft'), fontSize: px(14) }, ...(i === 2 ? last : {}) })),
  yAxis: panels.map((panel, i) => axis({ type: 'value', gridIndex: i, name: panel.name, minInterval: 1, splitNumber: i === 0 ? 5 : 2,
    nameTextStyle: { color: color(panel.color), fontSize: px(15), align: 'left' } })),
  series: panels.map((panel, i) => ({ name: panel.name, type: i === 2 ? 'bar' : 'line', showSymbol: false, step: 'end', barWidth: 2,
    lineStyle: { width: 2 }, color: color(panel.color), xAxisIndex: i, yAxisIndex: i,
    data: data.seconds.map((s, at) => [s, panel.values[at]]),
    markLine: i > 0 ? undefined : { symbol: 'none', silent: true, lineStyle: { color: color('soft'), type: 'dashed' },
      label: { formatter: 'backlog ' + data.limit, color: color('soft'), position: 'insideEndTop', fontSize: px(14) },
      data: [{ yAxis: data.limit }] } }))
}), 'tall');

section('How long until accept()',
    'The part of accepted clients who had been accepted within a time, from their first SYN. Steps at one second and '
  + 'more are repeated SYNs. Of ' + data.started.toLocaleString('en') + ' clients ' + data.accepted.toLocaleString('en')
      + ' were accepted.');
if (data.cdf.length === 0) {
  add('p', {}, 'Nobody was accepted.');
} else {
  chart(() => ({
    tooltip: tooltip({ trigger: 'axis', formatter: p => span(p[0].value[0] * 1e6) + ': ' + (100 * p[0].value[1]).toFixed(2) + ' %' }),
    grid: grid({ left: 70, right: 24, top: 24, bottom: 52 }),
    xAxis: axis({ type: 'log', name: 'time to accept', nameLocation: 'middle', nameGap: px(32),
      axisLabel: { color: color('soft'), fontSize: px(14), showMinLabel: false, showMaxLabel: false, formatter: v => span(v * 1e6) }, min: data.cdf[0][0], max: data.cdf[data.cdf.length - 1][0] * 1.05 }),
    yAxis: axis({ type: 'value', max: 1, axisLabel: { color: color('soft'), fontSize: px(14), formatter: v => Math.round(100 * v) + ' %' } }),
    series: [{ type: 'line', step: 'end', showSymbol: false, color: color('accept'), lineStyle: { width: 2.5 }, data: data.cdf }]
  }), 'short');
}

section('What became of each frame', 'Every frame that arrives ends in exactly one verdict.');
content.append(table(['verdict', 'frames', 'meaning'], data.verdicts));

section('Single connections', 'As the server saw them: frames that the cable lost are missing.');
if (data.conversations.length > 0) {
  const buttons = add('div', { class: 'row' });
  const stage = add('div', { class: 'scroll' });
  data.conversations.forEach((conversation, i) => {
    const button = element('button', { type: 'button' }, conversation.kind);
    button.onclick = () => {
      [...buttons.children].forEach(b => b.classList.toggle('on', b === button));
      stage.replaceChildren(sequence(conversation));
    };
    buttons.append(button);
    if (i === data.conversations.length - 1) {
      button.click();
    }
  });
}
function sequence(conversation) {
  const left = 100, right = 330, step = 40, top = 56;
  const height = top + conversation.events.length * step + 24;
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('width', px(1130));
  svg.setAttribute('height', px(height));
  svg.setAttribute('viewBox', '0 0 1130 ' + height);
  svg.setAttribute('role', 'img');
  const put = (tag, attributes, text) => {
    const e = document.createElementNS(ns, tag);
    Object.entries(attributes).forEach(([name, value]) => e.setAttribute(name, value));
    if (text !== undefined) {
      e.textContent = text;
    }
    svg.append(e);
  };
  put('text', { x: left, y: 20, 'text-anchor': 'middle' }, 'client ' + conversation.client);
  put('text', { x: right, y: 20, 'text-anchor': 'middle' }, 'server');
  put('text', { x: right + 60, y: 20, class: 'soft' }, 'what the server decided');
  [left, right].forEach(x => put('line', { x1: x, x2: x, y1: 32, y2: height - 8, stroke: 'var(--line)', 'stroke-width': 2 }));
  conversation.events.forEach((event, i) => {
    const y = top + i * step;
    put('text', { x: left - 16, y: y + 5, 'text-anchor': 'end', class: 'soft' }, '+' + span(event.timeNs));
    if (event.way === 'NONE') {
      put('circle', { cx: right, cy: y, r: 6, fill: 'var(--good)' });
      put('text', { x: right + 24, y: y + 5 }, event.segment);
      return;
    }
    const incoming = event.way === 'IN';
    const bad = /dropped|ignored|RST|reset|removed/i.test(event.verdict) || event.segment.startsWith('RST');
    const stroke = bad ? 'var(--drop)' : incoming ? 'var(--accept)' : 'var(--syn)';
    const from = incoming ? left : right, to = incoming ? right : left, head = incoming ? -11 : 11;
    put('line', { x1: from, x2: to, y1: y, y2: y, stroke, 'stroke-width': 2 });
    put('path', { d: 'M' + to + ' ' + y + ' l' + head + ' -5 v10 z', fill: stroke });
    put('text', { x: (left + right) / 2, y: y - 7, 'text-anchor': 'middle' }, event.segment);
    put('text', { x: right + 24, y: y + 5, class: bad ? 'small' : 'soft' }, event.verdict);
  });
  return svg;
}

section('Settings', 'This command gives the same numbers again, to the last digit:');
add('pre', {}, data.command);
content.append(table(['setting', 'value'], data.settings));
