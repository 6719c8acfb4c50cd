/** The Markdown pages of this repository, and what the tests look up in them. */
import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';

export const README = 'README.md';
export const ENDPOINTS = 'docs/endpoints.md';
export const SETTINGS = 'docs/settings.md';
export const COMMANDS_PAGE = 'docs/commands.md';
export const HARDWARE = 'docs/hardware.md';
export const INTEGRATIONS = 'docs/integrations.md';
export const CONTRIBUTING = 'CONTRIBUTING.md';

/** Pages that describe the present; the changelog describes the past. */
export const PAGES = ['.', 'docs', 'fixtures']
  .flatMap((folder) => readdirSync(folder).map((name) => (folder === '.' ? name : `${folder}/${name}`)))
  .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md');

export function textOf(page: string): string {
  return readFileSync(page, 'utf8');
}

const FENCED = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** A page without its fenced blocks. */
export function proseOf(page: string): string {
  return textOf(page).replace(FENCED, '');
}

/** The fenced blocks of a text: language and content. */
export function blocksOf(text: string): { language: string; body: string }[] {
  return [...text.matchAll(FENCED)].map(([, language, body]) => ({ language, body }));
}

/** The first fenced block in that language. */
export function blockOf(text: string, language: string): string {
  const block = blocksOf(text).find((one) => one.language === language);
  assert.ok(block, `no block of ${language}`);
  return block.body;
}

/** The text from this heading up to the next one of its level or above. */
export function sectionOf(page: string, heading: string): string {
  const text = textOf(page);
  const from = text.indexOf(`\n${heading}\n`);
  assert.ok(from >= 0, `${page} has no ${heading}`);
  const level = heading.indexOf(' ');
  return text.slice(from + heading.length + 2).split(new RegExp(`^#{1,${level}} `, 'm'))[0];
}

/** The rows of the first table of a text as cells, without its head. An escaped bar stays in its cell. */
export function rowsOf(text: string): string[][] {
  const table = /(?:^\|.*\n)+/m.exec(text.replace(FENCED, ''));
  assert.ok(table, 'no table');
  return table[0]
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The names in code of a cell. */
export function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
}

/** The anchors of a page, as GitHub makes them of headings. */
export function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  );
}
