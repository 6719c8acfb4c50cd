/**
 * `===` becomes `==` where the types of both sides leave no room for a difference: a byte each, and there are many. TypeScript
 * knows the types, so this is one of its transformers.
 */
import ts from 'typescript';

const LOOSE = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.EqualsEqualsToken],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken],
]);
const KINDS = [
  ts.TypeFlags.StringLike,
  ts.TypeFlags.NumberLike,
  ts.TypeFlags.BooleanLike,
  ts.TypeFlags.Object,
  ts.TypeFlags.Null,
  ts.TypeFlags.Undefined,
];
const NOTHING = (1 << 4) | (1 << 5);

/**
 * The kinds that a type may be of, a bit each; all bits where that is not known.
 * @param {ts.Type} type
 * @returns {number}
 */
function kindsOf(type) {
  if (type.isUnion()) return type.types.reduce((kinds, one) => kinds | kindsOf(one), 0);
  const kind = KINDS.findIndex((flags) => type.flags & flags);
  return kind < 0 ? -1 : 1 << kind;
}

/**
 * True if `==` says the same: never both null and undefined, which are equal to it; and for the rest one kind, or nothing else
 * than null or undefined on one side.
 * @param {number} a
 * @param {number} b
 */
function alike(a, b) {
  const both = a | b;
  if (both < 0 || (both & NOTHING) === NOTHING) return false;
  const kinds = both & ~NOTHING;
  return (kinds & (kinds - 1)) === 0 || !(a & ~NOTHING) || !(b & ~NOTHING);
}

/** @param {ts.Program} program */
export function looseEquality(program) {
  const checker = program.getTypeChecker();
  /** @type {ts.TransformerFactory<ts.SourceFile>} */
  return (context) => (file) => {
    /** @param {ts.Node} node @returns {ts.Node} */
    function visit(node) {
      const inner = ts.visitEachChild(node, visit, context);
      if (!ts.isBinaryExpression(node) || !ts.isBinaryExpression(inner)) return inner;
      const operator = LOOSE.get(node.operatorToken.kind);
      if (operator === undefined) return inner;
      const [left, right] = [node.left, node.right].map((side) => kindsOf(checker.getTypeAtLocation(side)));
      if (!alike(left, right)) return inner;
      return context.factory.createBinaryExpression(inner.left, operator, inner.right);
    }
    return /** @type {ts.SourceFile} */ (ts.visitNode(file, visit));
  };
}
