/**
 * One run of a migration: what is done, what is being done, what it waits for, and who may say stop. Drives the stages;
 * knows neither Camel nor any kind of system.
 */
package dev.caravan.run;
