/**
 * What people and monitoring see of the process from outside: one Jetty with the status page, Hawtio, metrics and health
 * probes, and the people who may enter. May use the rooms below it; knows nothing of Camel. What it needs to know of the
 * process that hosts the migrations stands in {@link dev.caravan.console.Host}.
 */
package dev.caravan.console;
