/**
 * Packs the page into one HTML file with its style and script, whose hashes are in its CSP, compresses it, and makes
 * its ETag.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const NAME = 'index.html';
/** Byte 9 of a gzip file is the operating system; 255 is "unknown" (RFC 1952, 2.3.1). The file time is 0 on Node. */
const GZIP_SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;
const ETAG_DIGITS = 16;

/** Removes comments and unneeded white space. */
function squeeze(css) {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/;}/g, '}')
    .trim();
}

/** Replaces a placeholder. `String.replace` would interpret a `$&` in the text. */
function fill(html, holder, text) {
  const at = html.indexOf(holder);
  if (at < 0) throw new Error(`${NAME} has no ${holder}`);
  return html.slice(0, at) + text + html.slice(at + holder.length);
}

/** The hash source of a script or style in a content security policy (CSP level 3, 6.7.2.3). */
export function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function pack(html) {
  const packed = gzipSync(html, { level: 9 });
  packed[GZIP_SYSTEM] = UNKNOWN_SYSTEM;
  return packed;
}

/** Rollup plugin that writes `index.html.gz` and `index.html.etag` instead of the script. */
export function packPage() {
  const read = (name) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
  const plotCss = createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css');
  return {
    name: 'pack-page',
    buildStart() {
      for (const name of [NAME, 'style.css']) this.addWatchFile(fileURLToPath(new URL(name, import.meta.url)));
    },
    generateBundle(_options, bundle) {
      const [[file, chunk], ...more] = Object.entries(bundle);
      if (more.length || chunk.type !== 'chunk')
        throw new Error('the page must be one script: it has other chunks or assets');
      delete bundle[file];
      const style = squeeze(readFileSync(plotCss, 'utf8') + read('style.css'));
      const script = chunk.code.trim();
      if (/<\/(script|style)/i.test(script + style))
        throw new Error('the script or style contains </script> or </style>, which would end it early');
      const html = read(NAME).replace(/\n/g, '');
      const filled = fill(fill(html, '#style-hash#', hashOf(style)), '#script-hash#', hashOf(script));
      const packed = pack(fill(fill(filled, '/*style*/', style), '/*script*/', script));
      const etag = createHash('sha256').update(packed).digest('hex').slice(0, ETAG_DIGITS);
      this.emitFile({ type: 'asset', fileName: `${NAME}.gz`, source: packed });
      this.emitFile({ type: 'asset', fileName: `${NAME}.etag`, source: etag });
    },
  };
}
