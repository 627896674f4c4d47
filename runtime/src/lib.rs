//! Dialplans in Rhai: contexts, extensions, hints, reload, coroutines and diagnostics.
