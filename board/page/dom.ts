/** Short functions that make and change elements. */

type Attributes = Record<string, string>;

/** Makes an element with attributes and children. Texts become text nodes, never markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets the text of an element if it differs, so that screen readers and selections keep their place. */
export function put(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** An element for a value. Its `data-field` is `name`, by which tests find it. */
export function field(name: string): HTMLElement {
  return el('span', { class: 'value', 'data-field': name }, '–');
}

/** A label and its value, as a row of a `dl`. */
export function pair(label: string, value: HTMLElement): HTMLElement {
  return el('div', {}, el('dt', {}, label), el('dd', {}, value));
}

/** A part of the page with a heading. */
export function section(name: string, heading: string, ...children: (Node | string)[]): HTMLElement {
  const id = `h-${name}`;
  return el('section', { class: name, 'aria-labelledby': id }, el('h2', { id }, heading), ...children);
}

/** Sets the texts of a table body, by rows and cells. The first cell of a row is its header. */
export function putRows(body: HTMLElement, rows: string[][]): void {
  while (body.children.length > rows.length) body.lastElementChild?.remove();
  rows.forEach((cells, i) => {
    const row =
      body.children[i] ??
      body.appendChild(el('tr', {}, ...cells.map((_, j) => (j ? el('td') : el('th', { scope: 'row' })))));
    cells.forEach((cell, j) => {
      put(row.children[j], cell);
    });
  });
}

/** An entry of a legend: a square in a colour, and its meaning. */
export function legend(colour: string, ...children: (Node | string)[]): HTMLElement {
  return el('span', { class: `key ${colour}` }, ...children);
}
