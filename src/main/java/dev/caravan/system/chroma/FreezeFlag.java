package dev.caravan.system.chroma;

import dev.caravan.model.CaravanException;
import java.util.Optional;

/**
 * What makes a proxy refuse writes for as long as it is there; it holds the token of who put it there.
 *
 * @see FileFlag
 * @see WebFlag
 */
interface FreezeFlag {
    /**
     * The token; empty when there is no flag.
     *
     * @throws CaravanException IO_FAILED when that cannot be told
     */
    Optional<String> read();

    /** Puts it there, or does so again. */
    void write(String token);

    /** Takes it away; does nothing where there is none. */
    void remove();
}
