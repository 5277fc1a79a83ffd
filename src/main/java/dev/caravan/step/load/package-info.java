/**
 * The step that puts load on a service: an open loop, whose times count from the moment a request was due and not from the
 * moment a connection was free for it, so that a slow service cannot hide behind the requests that it holds up.
 */
package dev.caravan.step.load;
