/**
 * The embedded router: a reverse proxy in a process of its own. It keeps the split that is in force in a file, so that it goes
 * on when whoever set it has died, and takes a new one over a control port of the loopback.
 */
package dev.caravan.traffic.proxy;
