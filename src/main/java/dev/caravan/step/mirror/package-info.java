/** The steps that compare the two sides of a service: by copies of users' requests, and by requests replayed to both. */
package dev.caravan.step.mirror;
