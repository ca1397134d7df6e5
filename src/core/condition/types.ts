/** A limit such as `params < 4e6 and macs < 600e6` as a tree. `at` is the place of the character a node begins at, from 0. */

export type ComparisonOp = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type ArithmeticOp = '+' | '-' | '*' | '/';

export type Term =
  | { readonly kind: 'number'; readonly at: number; readonly value: number }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'arithmetic'; readonly at: number; readonly op: ArithmeticOp; readonly left: Term; readonly right: Term };

export type Condition =
  | { readonly kind: 'comparison'; readonly at: number; readonly op: ComparisonOp; readonly left: Term; readonly right: Term }
  | { readonly kind: 'both' | 'either'; readonly at: number; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly at: number; readonly of: Condition };
