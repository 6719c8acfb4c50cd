import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeUnknownList } from '../../src/han/unknown-list.js';
import { frameOf, notification, octets, structure, text } from '../support/frame.js';
import { asciiOf, bytesOf } from '../support/hex.js';
import { aidonList, encryptedList, kaifaList, nextVersionList } from '../support/lists.js';

/** The description of a frame, in the array of the reader after a longer frame. */
function nameOf(frame: Uint8Array): string {
  const memory = new Uint8Array(512);
  asciiOf('REST_OF_A_LONGER_FRAME_'.repeat(22)).forEach((code, i) => {
    memory[i] = code;
  });
  memory.set(frame);
  return describeUnknownList(
    memory,
    frame.length,
    frame.findIndex((byte, i) => i > 7 && byte === 0xe6),
  );
}

const unknown = suite('unknown list');

unknown('is named by its list version', () => {
  assert.is(nameOf(kaifaList()), 'a list of version KFM_001');
  assert.is(nameOf(aidonList()), 'a list of version AIDON_V0001');
  assert.is(nameOf(nextVersionList()), 'a list of version Kamstrup_V0002');
});

unknown('is called encrypted', () => {
  assert.is(nameOf(encryptedList()), 'an encrypted list (general-glo-ciphering)');
});

unknown('is named by the tag of another APDU', () => {
  assert.is(nameOf(frameOf(bytesOf('E6 E7 00 C4 01'))), 'an APDU with tag C4');
  assert.is(nameOf(frameOf(bytesOf('E6 E7 00 01 01'))), 'an APDU with tag 01');
});

unknown('is named by its length if it has no text of six characters', () => {
  const frame = frameOf(notification(structure([text('AB_12'), octets([1, 2, 3])])));
  assert.is(nameOf(frame), `a list of ${frame.length} bytes without a version`);
});

unknown('has a name of at most 32 characters', () => {
  const frame = frameOf(notification(structure([text('LONG_NAME_'.repeat(6))])));
  assert.is(nameOf(frame), 'a list of version LONG_NAME_LONG_NAME_LONG_NAME_LO');
});

unknown.run();
