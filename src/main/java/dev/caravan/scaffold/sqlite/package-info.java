/** Reads the tables of an SQLite file, and what its columns really hold. */
package dev.caravan.scaffold.sqlite;
