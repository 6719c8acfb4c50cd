/** A strict parser of the Prometheus text format 0.0.4, independent of the code that writes it. */

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: string;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(,|$)/y;

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const match = LABEL.exec(text);
    if (!match) throw new Error(`no label: ${text.slice(at)}`);
    labels[match[1]] = match[2].replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter));
  }
  return labels;
}

/** The samples. Throws unless each name has its HELP and TYPE once, directly before all its samples. */
export function samplesOf(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const samples: Sample[] = [];
  const told = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const head = /^# (HELP|TYPE) (\S+) (\S.*)$/.exec(line);
    if (head) {
      const key = `${head[1]} ${head[2]}`;
      if (told.has(key)) throw new Error(`${key} stands twice`);
      if (head[1] === 'TYPE' && !/^(counter|gauge)$/.test(head[3])) throw new Error(line);
      told.add(key);
      current = head[2];
      continue;
    }
    const match = SAMPLE.exec(line);
    if (!match) throw new Error(`no sample: ${line}`);
    if (match[1] !== current || !told.has(`HELP ${current}`) || !told.has(`TYPE ${current}`)) throw new Error(line);
    samples.push({ name: match[1], labels: labelsOf(match[2] ?? ''), value: match[3] });
  }
  return samples;
}

/** The value, as text, of the only sample with this name and label value; undefined if there is none. */
export function valueIn(samples: Sample[], name: string, label = ''): string | undefined {
  const found = samples.filter((one) => one.name === name && (!label || Object.values(one.labels).includes(label)));
  if (found.length > 1) throw new Error(`${name} ${label} stands ${found.length} times`);
  return found[0]?.value;
}
