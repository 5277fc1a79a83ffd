/**
 * What outlives a process: the lock of the state folder, and the state database with its runs, orders, rejects, journal
 * and verification states. May use {@code model} only.
 *
 * <p>One SQLite file, {@code STATE/caravan.db}, written with {@code synchronous=FULL}: what a method has done before it
 * returns survives {@code kill -9} and a power cut. The ledger in the target stays the truth about records; when this
 * database is lost, a run goes on by the ledger.
 *
 * <p>{@link dev.caravan.repository.Database} is opened once a process and given to the other classes; all of them may
 * be used by several threads, beside other processes that do the same.
 */
package dev.caravan.repository;
