import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { languageOf, TEXT_KEYS } from '../../../board/page/texts.js';
import { english, norwegian } from '../../support/page.js';

const texts = suite('page: texts');

texts('are there in both languages, with the same places to fill in', () => {
  for (const key of TEXT_KEYS) {
    const places = [norwegian(key), english(key)].map((text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort());
    assert.ok(norwegian(key).trim() && english(key).trim(), key);
    assert.equal(places[0], places[1], key);
  }
});

texts('are filled in wherever their name stands; what is not given stays to be seen', () => {
  assert.is(english('stepBetween', { from: 5, to: 10 }), '5–10 kW');
  assert.is(english('stepBetween', { from: 5 }), '5–{to} kW');
});

texts('are Norwegian for those who ask for it before English, English for all others', () => {
  for (const wanted of [['nb-NO', 'en'], ['no'], ['nn'], ['sv', 'nb', 'en']])
    assert.is(languageOf(wanted), 'nb', `${wanted}`);
  for (const wanted of [['en-GB', 'nb'], ['da', 'en'], ['de'], []]) assert.is(languageOf(wanted), 'en', `${wanted}`);
});

texts.run();
