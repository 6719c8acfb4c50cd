/** The expressions of evcc's template `amsleser` (evcc-io/evcc, templates/definition/meter/amsleser.yaml). */
export const EVCC_GRID = ['.w', '.ic', '.l1.i', '.l2.i', '.l3.i', '.l1.u', '.l2.u', '.l3.u', '.l1.p', '.l2.p', '.l3.p'];
/** What it reads instead of the first two where the meter is for solar power. */
export const EVCC_SOLAR = ['.e', '.ec'];
