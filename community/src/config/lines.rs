//! Asterisk's configuration format as sections of entries, each with its place in the file.
