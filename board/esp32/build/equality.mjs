/**
 * Replaces `===` by `==` where the types of both sides make them equivalent, which saves a byte each. It is a
 * TypeScript transformer, because that knows the types.
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
const NULLISH = (1 << 4) | (1 << 5);

/**
 * The kinds that a type may have, as bits; all bits if unknown.
 * @param {ts.Type} type
 * @returns {number}
 */
function kindsOf(type) {
  if (type.isUnion()) return type.types.reduce((kinds, one) => kinds | kindsOf(one), 0);
  const kind = KINDS.findIndex((flags) => type.flags & flags);
  return kind < 0 ? -1 : 1 << kind;
}

/**
 * True if `==` is equivalent: null and undefined, which are equal by `==`, do not both occur; and otherwise there is
 * only one kind, or one side is only null or undefined.
 * @param {number} a
 * @param {number} b
 */
function areEquivalent(a, b) {
  const both = a | b;
  if (both < 0 || (both & NULLISH) === NULLISH) return false;
  const kinds = both & ~NULLISH;
  return (kinds & (kinds - 1)) === 0 || !(a & ~NULLISH) || !(b & ~NULLISH);
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
      if (!areEquivalent(left, right)) return inner;
      return context.factory.createBinaryExpression(inner.left, operator, inner.right);
    }
    return /** @type {ts.SourceFile} */ (ts.visitNode(file, visit));
  };
}
