const KEEP = 240;
const history = new Map();
const status = add('p', { class: 'soft' }, 'waiting for a stack …');
const stage = add('div', {});
let before = null;

function listenerPanel(name, profile) {
  const title = element('h2', {}, name);
  const text = element('p', { class: 'soft' }, profile);
  const panel = element('div', {});
  panel.append(title, text);
  stage.append(panel);
  const points = [];
  const state = { points, limit: 0, text };
  state.chart = chart(() => ({
    legend: legend(), tooltip: tooltip({ trigger: 'axis' }),
    grid: { left: 60, right: 24, top: 40, bottom: 40 },
    xAxis: axis({ type: 'time' }),
    yAxis: axis({ type: 'value', minInterval: 1, min: 0 }),
    series: [
      { name: 'accept queue', type: 'line', showSymbol: false, step: 'end', color: color('accept'), data: points.map(p => [p[0], p[1]]),
        markLine: { symbol: 'none', silent: true, lineStyle: { color: color('soft'), type: 'dashed' },
          label: { formatter: 'limit ' + state.limit, color: color('soft'), position: 'insideEndTop' }, data: [{ yAxis: state.limit }] } },
      { name: 'SYN queue', type: 'line', showSymbol: false, step: 'end', color: color('syn'), data: points.map(p => [p[0], p[2]]) }]
  }), 'short', panel);
  draw(state.chart);
  return state;
}
const ratesTitle = element('h2', {}, 'Counters that move');
const rates = element('div', {});
content.append(ratesTitle, rates);

const events = new EventSource('events');
events.onerror = () => { status.textContent = 'nobody answers any more'; };
events.onmessage = event => {
  const stacks = JSON.parse(event.data);
  status.textContent = stacks.length === 0 ? 'no stack runs' : stacks.map(s => 'process ' + s.pid).join(', ');
  for (const stack of stacks) {
    for (const listener of stack.listeners) {
      const id = stack.pid + ' ' + listener.name;
      if (!history.has(id)) {
        history.set(id, listenerPanel(listener.name, listener.profile));
      }
      const state = history.get(id);
      state.limit = listener.accept.limit;
      state.text.textContent = listener.profile + ': SYN queue ' + listener.syn.length + ' (at most ' + listener.syn.peak
          + '), accept queue '
        + listener.accept.length + ' (at most ' + listener.accept.peak + '), limit ' + listener.accept.limit;
      state.points.push([stack.writtenMs, listener.accept.length, listener.syn.length]);
      if (state.points.length > KEEP) {
        state.points.shift();
      }
      state.chart.instance.setOption(state.chart.options());
    }
    showRates(stack);
  }
};
function showRates(stack) {
  if (before && before.pid === stack.pid && stack.writtenMs > before.writtenMs + 900) {
    const seconds = (stack.writtenMs - before.writtenMs) / 1000;
    const rows = Object.entries(stack.counters).map(([name, value]) => [name, Math.round((value - (before.counters[name] || 0)) / seconds)])
      .filter(row => row[1] > 0);
    rates.replaceChildren(rows.length === 0 ? element('p', { class: 'soft' }, 'none') : table(['counter', 'per second'], rows));
    before = stack;
  } else if (!before || before.pid !== stack.pid) {
    before = stack;
  }
}
