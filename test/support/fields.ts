/** The fields with key and quantity, as a table. */
import { fieldKeys, quantityOf } from '../../src/reading/fields.js';

export const FIELDS: [key: string, quantity: number][] = fieldKeys().map((key, field) => [key, quantityOf(field)]);
