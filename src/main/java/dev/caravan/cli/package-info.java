/** The command line: verbs, progress lines, exit statuses. The only room that ends the process or writes to its streams. */
package dev.caravan.cli;
