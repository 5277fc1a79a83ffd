/** What steps say over HTTP. */
package dev.caravan.step.http;
