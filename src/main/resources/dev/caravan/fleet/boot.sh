# Says which start of the machine this is.
sysctl -n kernel.random.boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || cat /proc/sys/kernel/random/boot_id
