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
    grid: grid({ left: 60, right: 24, top: 40, bottom: 40 }),
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
function queueText(queue) {
  const ages = queue.length === 0 ? '' : ', there for ' + (queue.length === 1 ? '' : span(queue.newestNs) + ' to ') + span(queue.oldestNs);
  return queue.length + ' (at most ' + queue.peak + ')' + ages;
}
const rates = {};
for (const [kind, title] of [['verdicts', 'Verdicts'], ['counters', 'Counters that move']]) {
  content.append(element('h2', {}, title));
  rates[kind] = add('div', {});
}

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
      state.text.textContent = listener.profile + ', limit ' + listener.accept.limit + '. SYN queue ' + queueText(listener.syn)
        + '; accept queue ' + queueText(listener.accept) + '.';
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
    for (const kind of Object.keys(rates)) {
      const rows = Object.entries(stack[kind])
        .map(([name, value]) => [name, Math.round((value - (before[kind][name] || 0)) / seconds * 10) / 10]).filter(row => row[1] > 0);
      rates[kind].replaceChildren(rows.length === 0 ? element('p', { class: 'soft' }, 'none') : table(['', 'per second'], rows));
    }
    before = stack;
  } else if (!before || before.pid !== stack.pid) {
    before = stack;
  }
}
