import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { civilOf, clockOf, formatIn, hourSpan, offsetMinutes } from '../../../board/page/format.js';
import { remarksOn } from '../../../board/page/health.js';
import { hourMarks, reachesNextStep } from '../../../board/page/hour.js';
import { dayBefore, marksOf, monthOf, PowerSeries, stepOf, summaryOf, twoDays } from '../../../board/page/series.js';
import { dateOf, type HourRow, netPower, type Status } from '../../../board/page/status.js';
import { languageOf, TEXT_KEYS, textsIn } from '../../../board/page/texts.js';
import { zoneOf } from '../../../board/page/zone.js';
import { fullStatus } from '../../browser/household.js';

const norwegian = textsIn('nb');
const english = textsIn('en');
const nb = formatIn('nb', norwegian);
const en = formatIn('en', english);

/** With plain spaces. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

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

const format = suite('page: numbers and times');

format('what is unknown is a dash, and 0 is 0', () => {
  assert.is(nb.value(null, 2, 'kWh'), '–');
  assert.is(nb.value(undefined, 2, 'kWh'), '–');
  assert.is(plain(nb.value(0, 2, 'kWh')), '0,00 kWh');
});

format('numbers are written as each language does', () => {
  assert.is(plain(nb.value(44264.291, 2, 'kWh')), '44 264,29 kWh');
  assert.is(plain(en.value(44264.291, 2, 'kWh')), '44,264.29 kWh');
  assert.is(plain(nb.value(-61, 0, 'dBm')), '−61 dBm');
  assert.is(plain(en.value(-1250, 0, 'W')), '−1,250 W');
});

format('dates and months are short words', () => {
  assert.is(plain(nb.date('2026-11-21')), '21. nov.');
  assert.is(plain(en.date('2026-11-21')), '21 Nov');
  assert.is(nb.month('2026-11-21'), 'November 2026');
});

format('durations tell their largest units', () => {
  const told: [number, string, string][] = [
    [3.9, '3 s', '3 s'],
    [61, '1 min', '1 min'],
    [3600, '1 t', '1 h'],
    [11100, '3 t 5 min', '3 h 5 min'],
    [86400, '1 døgn', '1 day'],
    [1000000, '11 døgn', '11 days'],
  ];
  for (const [seconds, ours, theirs] of told) {
    assert.is(nb.duration(seconds), ours);
    assert.is(en.duration(seconds), theirs);
  }
});

format('hours are those of the text, whatever zone the browser is in', () => {
  assert.is(clockOf('2026-11-20T11:00:00+01:00'), '11:00');
  assert.is(hourSpan(23), '23–00');
  assert.is(hourSpan(7), '07–08');
});

format('an instant is told in the zone of the meter', () => {
  assert.is(offsetMinutes('2026-07-01T11:00:00+02:00'), 120);
  assert.is(offsetMinutes('2026-07-01T11:00:00-03:30'), -210);
  assert.is(offsetMinutes('2026-07-01T11:00:00'), null);
  assert.is(offsetMinutes(null), null);
  assert.is(civilOf('2026-06-30T23:12:00Z', 120), '2026-07-01T01:12:00');
});

format.run();

const status = suite('page: what the status means');

status('power is import less export, and unknown only where the meter says neither', () => {
  assert.is(netPower({ active_power_import_w: 5426, active_power_export_w: 0 }), 5426);
  assert.is(netPower({ active_power_import_w: 0, active_power_export_w: 1250 }), -1250);
  assert.is(netPower({ active_power_import_w: 700, active_power_export_w: null }), 700);
  assert.is(netPower({ active_power_import_w: null }), null);
});

status('today is the date of the hour, or else of the meter', () => {
  assert.is(dateOf({ hour: { start: '2026-07-01T00:00:00+02:00' }, meter_time: '2026-06-30T23:10:00' }), '2026-07-01');
  assert.is(dateOf({ hour: null, meter_time: '2026-06-30T23:10:00' }), '2026-06-30');
  assert.is(dateOf({}), null);
});

status("the zone is that of the meter, summer and winter, and the browser's only until the device tells", () => {
  const utc = Date.UTC(2026, 6, 1);
  assert.is(zoneOf({ hour: { start: '2026-07-01T00:00:00+02:00' } }, utc), 120);
  assert.is(zoneOf({ hour: { start: '2026-11-21T18:00:00+01:00' } }, utc), 60);
  for (const before of [null, {}, { hour: null }, { hour: { start: null } }])
    assert.is(zoneOf(before, utc), -new Date(utc).getTimezoneOffset());
});

status('the step is the one below its upper limit; above the last there is no other', () => {
  const steps_kw = [2, 5, 10];
  assert.equal(stepOf({ site: { steps_kw }, capacity_step_kw: 10 }), { from: 5, to: 10, place: 2 });
  assert.equal(stepOf({ site: { steps_kw }, capacity_step_kw: 2 }), { from: 0, to: 2, place: 0 });
  assert.equal(stepOf({ site: { steps_kw }, capacity_step_kw: null, peak_average_kw: 12 }), {
    from: 10,
    to: null,
    place: 3,
  });
  assert.is(stepOf({ site: { steps_kw }, capacity_step_kw: null, peak_average_kw: 10 })?.to, null, 'its end is above');
  assert.is(stepOf({ site: { steps_kw }, capacity_step_kw: null, peak_average_kw: null }), null);
  assert.is(stepOf({}), null);
});

status.run();

const hour = suite('page: this hour');

/** An hour of whose forecast 1 kWh is too much, with so many peaks. */
function risky(count: number, changes: Status = {}): Status {
  const peaks = Array.from({ length: count }, (_, i) => ({ date: `2026-11-0${i + 1}`, hour: 7, import_kwh: 2 }));
  return { hour: { import_kwh: 0.5, forecast_kwh: 3 }, hour_left_kwh: 1.5, peaks, ...changes };
}

hour('its limit is what it has used and what is left', () => {
  assert.equal(hourMarks(risky(0)), { soFar: 0.5, forecast: 3, limit: 2 });
  assert.equal(hourMarks({}), { soFar: null, forecast: null, limit: null });
  assert.is(hourMarks(risky(3, { hour_left_kwh: null })).limit, null, 'above the last step');
});

hour('a forecast above the limit is told when as many peaks stand as are averaged, not before', () => {
  assert.equal(
    [0, 1, 2, 3].map((count) => reachesNextStep(risky(count))),
    [false, false, false, true],
  );
  const site = { peaks: 1 };
  assert.equal(
    [0, 1].map((count) => reachesNextStep(risky(count, { site }))),
    [false, true],
    'as the device tells',
  );
  assert.is(reachesNextStep(risky(0, { peaks: null })), false);
});

hour('a forecast up to the limit, or none, is not', () => {
  assert.is(reachesNextStep(risky(3, { hour_left_kwh: 2.5 })), false);
  assert.is(reachesNextStep(risky(3, { hour_left_kwh: null })), false);
  assert.is(reachesNextStep(risky(3, { hour: { import_kwh: 0.5, forecast_kwh: null } })), false);
});

hour.run();

const health = suite('page: health in words');

/** What is said in English of the full status with these changes. */
function said(link: Status['link'], device: Status['device'] = {}, changes: Status = {}): string[] {
  const full = fullStatus();
  const it = { ...full, ...changes, link: { ...full.link, ...link }, device: { ...full.device, ...device } };
  return remarksOn(it, english, en).map(({ level, words }) => `${level}: ${plain(words)}`);
}

health('all is well', () => {
  assert.equal(said({ bad_frames_today: 0 }), [
    'good: The meter is sending',
    'good: No bad frames today',
    'good: Clock set by the network',
    'good: Wi-Fi good, −61 dBm',
    'good: 41 % of memory free',
    'good: Running for 17 h',
  ]);
});

health('a silent meter is a fault, with since when on its own clock', () => {
  const stale = { stale: true, age_s: 900 };
  assert.is(said({ silent_since: '2026-11-21T02:12:09Z' }, {}, stale)[0], 'fault: Meter silent since 03:12');
  assert.is(said({ silent_since: '2026-11-20T02:12:09Z' }, {}, stale)[0], 'fault: Meter silent since 20 Nov 03:12');
  assert.is(said({ silent_since: null }, {}, stale)[0], 'fault: The meter is silent');
});

health('before the first list it is a fault only after a while', () => {
  const none = { age_s: null };
  assert.is(said({}, { uptime_s: 20 }, none)[0], 'note: The meter has sent nothing yet');
  assert.is(said({}, { uptime_s: 90 }, none)[0], 'fault: The meter has sent nothing yet');
});

health('bad frames are those of today', () => {
  assert.is(said({})[1], 'note: 17 bad frames today');
  assert.is(said({ bad_frames_today: 1 })[1], 'note: 1 bad frame today');
});

health('what else can be wrong is named', () => {
  assert.ok(said({ fault: 'ttyUSB0 has vanished' }).includes('fault: Port of the meter: ttyUSB0 has vanished'));
  assert.ok(said({ unknown_lists: 4, lists: 0 }).includes('fault: 4 lists cannot be read, see /frame'));
  assert.ok(said({ unknown_lists: 4 }).includes('note: 4 lists cannot be read, see /frame'));
  assert.ok(said({ overruns: 12 }).includes('note: 12 bytes lost before they were read'));
  assert.ok(said({}, { memory_free_percent: 6 }).includes('fault: Only 6 % of memory free'));
  assert.ok(said({}, { wifi_rssi_dbm: -85 }).includes('note: Wi-Fi very weak, −85 dBm'));
  assert.ok(said({}, { clock: 'none' }).includes('fault: No clock: hours and peaks are missing'));
  assert.ok(said({}, { clock: 'meter' }).includes('good: Clock set by the meter'));
  assert.ok(said({}, { config_faults: ['baud is no number'] }).includes('fault: Settings: baud is no number'));
  assert.ok(said({}, { reset_reason: 'power on' }).includes('good: Last start: power on'));
});

health('what is not known is not spoken of', () => {
  const nothing = { clock: null, wifi_rssi_dbm: null, memory_free_percent: null, uptime_s: null };
  assert.equal(said({ bad_frames_today: 0 }, nothing), ['good: The meter is sending', 'good: No bad frames today']);
});

health.run();

const series = suite('page: series');

function row(start: string, import_kwh: number | null): HourRow {
  return { start, import_kwh, export_kwh: null };
}

series('hours stand at their place, and a gap stays one', () => {
  const days = twoDays(
    [row('2026-11-20T17:00:00+01:00', 4), row('2026-11-21T00:00:00+01:00', 1), row('2026-11-21T01:00:00+01:00', null)],
    '2026-11-21',
  );
  assert.is(days.hours.length, 24);
  assert.is(days.yesterday[17], 4);
  assert.equal(days.today.slice(0, 3), [1, null, null]);
});

series('an hour that comes twice when the clock is set back has two places', () => {
  const days = twoDays([row('2026-10-25T02:00:00+02:00', 1), row('2026-10-25T02:00:00+01:00', 2)], '2026-10-25');
  assert.is(days.hours.length, 25);
  assert.equal(days.hours.slice(1, 5), [1, 2, 2, 3]);
  assert.equal(days.today.slice(1, 5), [null, 1, 2, null]);
});

series('a month has all its days, and days of others are left out', () => {
  const month = monthOf(
    [
      { date: '2028-02-29', import_kwh: 30 },
      { date: '2028-01-29', import_kwh: 99 },
    ],
    '2028-02',
  );
  assert.is(month.days.length, 29);
  assert.equal(month.bought.slice(-2), [null, 30]);
});

series('the day before is found across months and years', () => {
  assert.is(dayBefore('2026-03-01'), '2026-02-28');
  assert.is(dayBefore('2026-01-01'), '2025-12-31');
});

series('mean and highest leave out what is unknown', () => {
  assert.equal(summaryOf([null, 1, 5, null, 3]), { mean: 3, high: 5, at: 2 });
  assert.is(summaryOf([null]), null);
});

series('power keeps an hour; a pause of three lists is a gap', () => {
  const power = new PowerSeries();
  power.reset('2026-11-21T10:00:00+01:00', 10, Array(360).fill(100));
  const end = power.times[359];
  assert.is(end - power.times[0], 3590);
  power.add(end + 10, 200);
  power.add(end + 20, 300);
  assert.equal(power.watts.slice(-3), [100, 200, 300]);
  assert.is(power.times[0], end + 20 - 3600);
  power.add(end + 60, 400);
  assert.equal(power.watts.slice(-3), [300, null, 400]);
  power.add(end, 500);
  assert.is(power.watts.at(-1), 400);
});

series('the last hour is marked at full tens, on a narrow chart at quarters', () => {
  const now = Date.UTC(2026, 10, 21, 17, 42, 10) / 1000;
  const told = (width: number): string[] =>
    marksOf(now, width).map((mark) => clockOf(new Date(mark * 1000).toISOString()));
  assert.equal(told(700), ['16:50', '17:00', '17:10', '17:20', '17:30', '17:40']);
  assert.equal(told(250), ['16:45', '17:00', '17:15', '17:30']);
});

series('a mark so near the end that its label were cut off is left out', () => {
  const ten = Date.UTC(2026, 10, 21, 17, 40) / 1000;
  for (const width of [250, 400, 560, 700, 1200]) {
    for (let now = ten; now < ten + 900; now += 5) {
      const marks = marksOf(now, width);
      assert.ok(((now - (marks.at(-1) as number)) * width) / 3600 >= 15);
      assert.ok(marks[0] >= now - 3600 && marks.length >= 3);
    }
  }
});

series.run();

const house = suite('page: the made-up house of tests and pictures');

house('its phases carry what its power says, by a little more: no load is without reactive power', () => {
  const { active_power_import_w, ...it } = fullStatus();
  const apparent = [
    [it.voltage_l1_v, it.current_l1_a],
    [it.voltage_l2_v, it.current_l2_a],
    [it.voltage_l3_v, it.current_l3_a],
  ].reduce((sum, [volt, ampere]) => sum + (volt ?? 0) * (ampere ?? 0), 0);
  const factor = (active_power_import_w ?? 0) / apparent;
  assert.ok(factor > 0.95 && factor < 1, `${apparent} VA`);
  assert.is(it.site?.grid, 'tn');
  assert.match(it.meter?.type ?? '', /^684113/, 'with a neutral');
});

house('with what is left for its hour the mean of its peaks stands at the step', () => {
  const { hour, hour_left_kwh, capacity_step_kw, peaks } = fullStatus();
  const limit = (hour?.import_kwh ?? 0) + (hour_left_kwh ?? 0);
  const [first, second] = (peaks ?? []).map((peak) => peak.import_kwh ?? 0);
  assert.is(((first + second + limit) / 3).toFixed(6), (capacity_step_kw as number).toFixed(6));
});

house.run();
