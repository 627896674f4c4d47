//! The body of one extension, ready to run: as bytecode where that is safe, otherwise as the tree that Rhai read.
//!
//! Bytecode (Rhai's `grain`) takes a third less time than the tree. It looks up from its work less often, though:
//! when a loop begins again and when something is called, not at every operation. So it runs what is short
//! enough for that to be soon, and nothing that could nest values in each other between two looks.

use rhai::grain::{Compiler, SharedProgram, Vm};
use rhai::{AST, ASTNode, Engine, EvalAltResult, Expr, Position, Scope, Stmt};

use super::SLICE;

/// Nodes that a tree may have to be lowered, those of the functions it can call included. They bound what
/// runs between two looks, and what a file costs whose functions go into each of its programs.
const MOST_NODES: usize = 500;
/// Nodes that run in a slice, looks between them or not.
const NODES_A_SLICE: usize = 4_000;

/// Methods that take a value out of another one without copying it. A value that is moved into another again
/// and again grows deeper without being read, and reading is where bytecode does not look; see [`super::nesting`].
const MOVERS: [&str; 10] = [
    "chop", "drain", "extract", "pop", "remove", "retain", "shift", "splice", "split", "take",
];

/// What runs.
#[derive(Debug)]
pub(crate) enum Routine {
    /// By the tree.
    Tree(AST),
    /// By bytecode, with the slice it has.
    Program {
        program: SharedProgram,
        slice: u32,
        /// Where its text begins.
        begin: Position,
    },
}

impl Routine {
    /// The bytecode of a tree, if it may have one.
    pub(super) fn lowered(tree: AST) -> Self {
        let Some(nodes) = nodes(&tree) else {
            return Self::Tree(tree);
        };
        let program = Compiler::new().compile(&tree);
        if program.residual_count() > 0 {
            return Self::Tree(tree);
        }
        let slice = (NODES_A_SLICE / nodes.max(1)) as u32;
        Self::Program {
            begin: begin(&tree),
            program: program.into_shared(),
            slice: slice.clamp(1, SLICE),
        }
    }

    /// Looks that are one slice: operations of a tree, loops and calls of a program.
    pub(crate) fn slice(&self) -> u32 {
        match self {
            Self::Tree(_) => SLICE,
            Self::Program { slice, .. } => *slice,
        }
    }

    /// Where its text begins: the best there is to say where something happened that has no place of its own.
    pub(crate) fn begin(&self) -> Position {
        match self {
            Self::Tree(tree) => begin(tree),
            Self::Program { begin, .. } => *begin,
        }
    }

    /// Runs it, with nothing in sight but what it declares.
    pub(crate) fn run(&self, engine: &Engine) -> Result<(), Box<EvalAltResult>> {
        let mut scope = Scope::new();
        match self {
            Self::Tree(tree) => engine.run_ast_with_scope(&mut scope, tree),
            Self::Program { program, .. } if program.makes_fn_pointers() => Vm::new(engine)
                .eval_with_callbacks(&mut scope, program)
                .map(drop),
            Self::Program { program, .. } => Vm::new(engine).run_with_scope(&mut scope, program),
        }
    }
}

fn begin(tree: &AST) -> Position {
    tree.statements()
        .last()
        .map_or(Position::NONE, Stmt::position)
}

/// How large a tree is; `None` when it stays one.
fn nodes(tree: &AST) -> Option<usize> {
    let mut count = 0;
    let fits = tree.walk(&mut |path| {
        count += 1;
        let name = match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))) => &call.name,
            Some(ASTNode::Stmt(Stmt::FnCall(call, _))) => &call.name,
            _ => return count <= MOST_NODES,
        };
        count <= MOST_NODES && !MOVERS.contains(&name.as_str())
    });
    fits.then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks a slice of what stands in an extension, or `None` for a tree.
    fn slice(statements: &str) -> Option<u32> {
        let tree = Engine::new().compile(statements).unwrap();
        match Routine::lowered(tree) {
            Routine::Tree(_) => None,
            Routine::Program { slice, .. } => Some(slice),
        }
    }

    #[test]
    fn the_larger_a_body_the_fewer_looks_are_a_slice() {
        let short = slice("f(1);").unwrap();
        let long = slice(&"f(1);".repeat(100)).unwrap();
        assert!(short > 10 * long && long > 0, "{short} {long}");
    }

    #[test]
    fn what_is_long_or_moves_values_stays_a_tree() {
        assert_eq!(slice(&"f(1);".repeat(500)), None);
        assert_eq!(slice("let a = [1]; a.pop();"), None);
        assert_eq!(slice("let a = [1]; let b = [shift(a)];"), None);
        assert_eq!(slice("fn f(m) { m.remove(\"a\") } f(#{})"), None);
    }
}
