mod dialog_info;
mod pidf;
mod watcher_info;
mod xml;
