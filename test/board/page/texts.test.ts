import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { languageOf, TEXT_KEYS } from '../../../board/page/texts.js';
import { english, norwegian } from '../../support/page.js';

const texts = suite('page: texts');

texts('exist in both languages, with the same placeholders', () => {
  for (const key of TEXT_KEYS) {
    const placeholders = [norwegian(key), english(key)].map((text) =>
      [...text.matchAll(/\{\w+\}/g)].map(String).sort(),
    );
    assert.ok(norwegian(key).trim() && english(key).trim(), key);
    assert.equal(placeholders[0], placeholders[1], key);
  }
});

texts('have every placeholder filled in; one without a value stays visible', () => {
  assert.is(english('stepBetween', { from: 5, to: 10 }), '5–10 kW');
  assert.is(english('stepBetween', { from: 5 }), '5–{to} kW');
});

texts('are Norwegian if the browser prefers it to English, and English otherwise', () => {
  for (const preferred of [['nb-NO', 'en'], ['no'], ['nn'], ['sv', 'nb', 'en']])
    assert.is(languageOf(preferred), 'nb', `${preferred}`);
  for (const preferred of [['en-GB', 'nb'], ['da', 'en'], ['de'], []])
    assert.is(languageOf(preferred), 'en', `${preferred}`);
});

texts.run();
