add('p', {}, data.summary);
add('pre', {}, data.command);

const metrics = [
  { name: 'accepted', column: 'success', show: v => (100 * v).toFixed(1) + ' %',
    brief: v => v > 0.9995 ? '100' : (100 * v).toFixed(1), good: true },
  { name: 'accepted at once', value: row => row[at('started')] === 0 ? 1 : row[at('atOnce')] / row[at('started')],
    show: v => (100 * v).toFixed(1) + ' %', brief: v => v > 0.9995 ? '100' : (100 * v).toFixed(1), good: true },
  { name: 'time to accept, 99 %', column: 'acceptP99Ns', show: span },
  { name: 'time to accept, median', column: 'acceptP50Ns', show: span },
  { name: 'SYNs repeated', column: 'synRetransmits', show: v => Math.round(v).toLocaleString('en') },
  { name: 'connected, then reset', column: 'reset', show: v => Math.round(v).toLocaleString('en') },
  { name: 'refused', column: 'refused', show: v => Math.round(v).toLocaleString('en') },
  { name: 'turned away by the listener', column: 'turnedAway', show: v => Math.round(v).toLocaleString('en') },
  { name: 'accept queue, at most', column: 'acceptQueuePeak', show: v => Math.round(v).toLocaleString('en') },
  { name: 'memory, at most', column: 'memoryPeakBytes', show: v => Math.ceil(v / 1024).toLocaleString('en') + ' KiB',
    brief: v => Math.ceil(v / 1024).toLocaleString('en') }
];
const at = name => data.columns.indexOf(name);
const values = name => data.axes[name] || [];
const x = data.x, y = data.y;
const state = { metric: metrics[1], line: values(x)[Math.floor(values(x).length / 2)] };
data.others.forEach(other => { state[other] = values(other)[0]; });

function mean(metric, conditions) {
  let sum = 0, count = 0;
  for (const row of data.rows) {
    if (Object.entries(conditions).every(([name, value]) => row[at(name)] === value)) {
      sum += metric.value ? metric.value(row) : row[at(metric.column)];
      count++;
    }
  }
  return count === 0 ? null : sum / count;
}
function conditions(more) {
  const fixed = {};
  data.others.forEach(other => { fixed[other] = state[other]; });
  return Object.assign(fixed, more);
}
function choice(label, options, current, show, choose) {
  const row = add('div', { class: 'row' }, element('span', { class: 'soft' }, label));
  options.forEach(option => {
    const button = element('button', { type: 'button' }, show(option));
    button.classList.toggle('on', option === current);
    button.onclick = () => {
      choose(option);
      [...row.querySelectorAll('button')].forEach(b => b.classList.toggle('on', b === button));
      charts.forEach(draw);
    };
    row.append(button);
  });
}

section('Policies side by side',
    'Each cell is the mean over ' + data.seeds + (data.seeds === 1 ? ' seed' : ' seeds') + '. The same colours everywhere.');
choice('show', metrics, state.metric, m => m.name, m => { state.metric = m; });
data.others.forEach(other => choice(other, values(other), state[other], v => v, v => { state[other] = v; }));

function heat(policy) {
  const cells = [];
  let low = Infinity, high = -Infinity;
  for (const p of values('policy')) {
    values(x).forEach((vx, i) => values(y).forEach((vy, j) => {
      const value = mean(state.metric, conditions({ policy: p, [x]: vx, [y]: vy }));
      if (value !== null) {
        low = Math.min(low, value);
        high = Math.max(high, value);
        if (p === policy) {
          cells.push([i, j, value]);
        }
      }
    }));
  }
  if (state.metric.good) {
    low = Math.min(low, 0.9);
    high = 1;
  }
  const dark = document.documentElement.classList.contains('dark');
  const scale = dark ? ['#1d2b3f', '#2b4f7c', '#86b4ea', '#dcebff'] : ['#eef4fc', '#b4d0f2', '#2f69b3', '#123a70'];
  return {
    title: { text: policy, left: 0, textStyle: { color: color('text'), fontSize: px(18) } },
    tooltip: tooltip({ formatter: p => y + ' ' + values(y)[p.value[1]] + ', ' + x + ' ' + values(x)[p.value[0]] + '<br>'
      + state.metric.name + ': ' + state.metric.show(p.value[2]) }),
    grid: grid({ left: 100, right: 20, top: 40, bottom: 56 }),
    xAxis: axis({ type: 'category', data: values(x), name: x, nameLocation: 'middle', nameGap: px(32) }),
    yAxis: axis({ type: 'category', data: values(y), name: y, nameLocation: 'middle', nameGap: px(62) }),
    visualMap: { show: false, min: low, max: high === low ? low + 1 : high, inRange: { color: scale } },
    series: [{ type: 'heatmap', data: cells.map(cell => ({ value: cell, label: { color: legible(scale, (cell[2] - low) / (high - low || 1)) } })),
      itemStyle: { borderColor: color('ground'), borderWidth: 1 },
      label: { show: values(x).length <= 10, fontSize: px(14), formatter: p => (state.metric.brief || state.metric.show)(p.value[2]) } }]
  };
}
/* Text on a colour of the scale: dark or light, whichever stands out more (WCAG's contrast). */
function legible(scale, part) {
  const at = Math.max(0, Math.min(0.9999, part)) * (scale.length - 1);
  const channels = [1, 3, 5].map(i => {
    const [from, to] = [scale[Math.floor(at)], scale[Math.floor(at) + 1]].map(c => parseInt(c.slice(i, i + 2), 16));
    const value = (from + (to - from) * (at - Math.floor(at))) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.06 ? '#ffffff' : '#0d1a2b';
}
const panels = add('div', { style: 'display:grid;margin-top:24px;grid-template-columns:repeat(auto-fit,minmax(min(100%,540px),1fr));gap:20px' });
values('policy').forEach(policy => chart(() => heat(policy), '', panels));

section('One cut', 'The same numbers along ' + y + ', one line for each policy.');
choice(x, values(x), state.line, v => v, v => { state.line = v; });
/* The axis of a part ends at 100 % and begins at a round number below the least. */
function parts() {
  if (!state.metric.good) {
    return {};
  }
  const all = values('policy').flatMap(policy => values(y)
    .map(vy => mean(state.metric, conditions({ policy, [x]: state.line, [y]: vy }))));
  const least = Math.min(0.95, Math.floor(20 * Math.min(...all.filter(v => v !== null))) / 20);
  return { min: least, max: 1, interval: (1 - least) / 5 };
}
const lines = ['accept', 'syn', 'drop', 'good', 'text', 'soft'];
chart(() => ({
  legend: legend(), tooltip: tooltip({ trigger: 'axis', valueFormatter: v => v === null || v === undefined ? '–' : state.metric.show(v) }),
  grid: grid({ left: 90, right: 24, top: 44, bottom: 52 }),
  xAxis: axis({ type: 'category', data: values(y), name: y, nameLocation: 'middle', nameGap: px(32) }),
  yAxis: axis({ type: 'value', scale: true, ...parts(), name: state.metric.name, nameTextStyle: { color: color('soft'), fontSize: px(15), align: 'left' },
    axisLabel: { color: color('soft'), fontSize: px(14), formatter: v => state.metric.show(v) } }),
  series: values('policy').map((policy, i) => ({ name: policy, type: 'line', symbolSize: 8, lineStyle: { width: 2.5 },
    color: color(lines[i % lines.length]), symbol: ['circle', 'rect', 'triangle', 'diamond'][i % 4],
    data: values(y).map(vy => mean(state.metric, conditions({ policy, [x]: state.line, [y]: vy }))) }))
}));

section('Settings that are the same everywhere');
content.append(table(['setting', 'value'], data.fixed));
