// Renders a template with an engine of npm: node engines.cjs NAME FILE. FILE is
// {template, body, context, params}. Every line of standard input asks for work:
// "show render" or "show body" for the output as JSON text, "render N" and
// "body N" for N renderings, answered by the nanoseconds they took. "render"
// starts from a parsed template and a decoded body, "body" from the body's text.
const fs = require('fs');
const readline = require('readline');

const [, , name, file] = process.argv;
const job = JSON.parse(fs.readFileSync(file, 'utf8'));

function velocityjs() {
  const { parse, Compile } = require('velocityjs');
  const ast = parse(job.template);
  const decoded = JSON.parse(job.body);
  const render = (body) => new Compile(ast).render({ body, context: job.context, params: job.params });
  return { render: () => render(decoded), body: () => render(JSON.parse(job.body)) };
}

// It takes the body's text and parses template and body every time.
function mappingTemplate() {
  const render = require('api-gateway-mapping-template');
  const template = job.template.replaceAll('$body', () => "$input.path('$')").replaceAll('$params', () => '$input.params()');
  const whole = () => render({ template, payload: job.body, params: job.params, context: job.context });
  return { render: whole, body: whole };
}

const engine = { velocityjs, 'api-gateway-mapping-template': mappingTemplate }[name]();

for (const mode of ['render', 'body']) {
  for (const end = Date.now() + 1000; Date.now() < end; ) engine[mode]();
}
console.log('ready');

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, argument] = line.split(' ');
  if (word === 'show') {
    console.log(JSON.stringify(engine[argument]()));
    return;
  }
  const run = engine[word];
  const began = process.hrtime.bigint();
  for (let i = Number(argument); i > 0; i--) run();
  console.log(String(process.hrtime.bigint() - began));
});
