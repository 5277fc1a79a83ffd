#!/bin/sh
# Drops into the working folder what a process must not fall for. $1 is a folder outside that holds order.yaml and data.json.
# Every regular file holds a good order, so whatever is taken for one shows. Prints how many were dropped to be refused, and
# how many to be left alone.
set -eu
outside=$1
refused=0
left=0

# A file of this name, given to printf: octal bytes make what cannot be typed
refuse() {
    printf '{run: hostile}\n' >"./$(printf "$1")"
    refused=$((refused + 1))
}

# A file of this name, with this content
holds() {
    printf "$2" >"./$1"
    refused=$((refused + 1))
}

leave() {
    printf '{run: hostile}\n' >"./$1"
    left=$((left + 1))
}

made() {
    refused=$((refused + 1))
}

# Names: paths, shells, terminals, templates, other systems
refuse 'two words.yaml'
refuse 'tab\011.yaml'
refuse 'line\012feed.yaml'
refuse 'return\015.yaml'
refuse 'escape\033[2J.yaml'
refuse 'bell\007.yaml'
refuse 'delete\177.yaml'
refuse 'back\134slash.yaml'
refuse 'x..\134..\134up.yaml'
refuse '%%2e%%2e%%2fup.yaml'
refuse '%%00.yaml'
refuse '$(touch hit).yaml'
refuse '`touch hit`.yaml'
refuse ';touch hit;.yaml'
refuse 'a|b.yaml'
refuse 'a&b.yaml'
refuse 'a>b.yaml'
refuse '*.yaml'
refuse '?.yaml'
refuse '[a].yaml'
refuse "a'b.yaml"
refuse 'a"b.yaml'
refuse '${env:HOME}.yaml'
refuse '{{env:HOME}}.yaml'
refuse '${bean:serve?method=stop}.yaml'
refuse 'CamelFileName=up.yaml'
refuse 'file:up.yaml'
refuse 'C:up.yaml'
refuse '#.yaml'
refuse '<script>.yaml'
# Look-alikes: a Cyrillic o, a full-width dot, a dot leader, right to left, no width, two code points for one letter, a picture
refuse '\320\276rder.yaml'
refuse 'order\357\274\216yaml'
refuse 'order\342\200\244yaml'
refuse '\342\200\256lmay.redro'
refuse 'or\342\200\213der.yaml'
refuse 'cafe\314\201.yaml'
refuse '\360\237\220\252.yaml'
# No UTF-8 at all, and overlong slashes
refuse 'bad\377\376.yaml'
refuse 'up\300\257.yaml'
refuse "$(printf '%0124d' 0).yaml"
refuse "$(printf '%0200d' 0).yaml"
# Endings
refuse 'order'
refuse 'order.txt'
refuse 'order.YAML'
refuse 'order.yaml.sh'
refuse 'order.yaml.reason'
refuse 'order.json.gz'

# Names of writers that are not done
leave '...'
leave '..yaml'
leave '.hidden.yaml'
leave '.done.yaml'
leave 'order.yaml.part'
leave 'order.yaml.filepart'
leave 'order.yaml~'
leave 'order.tmp'
leave '.order.yaml.swp'

# Links, folders, and what is no file
ln -s "$outside/order.yaml" link.yaml; made
ln -s ../outside/order.yaml relative.yaml; made
ln -s "$outside" folder-link.yaml; made
ln -s nowhere dangling.yaml; made
ln -s itself.yaml itself.yaml; made
ln -s /dev/zero zero.yaml; made
ln -s .done/order.yaml inside.yaml; made
ln "$outside/order.yaml" hard.yaml; made
mkdir folder.yaml; made
mkdir -p deep/er; printf '{run: hostile}\n' >deep/er/order.yaml; made
mkfifo pipe.yaml; made
if mknod device.yaml c 1 5 2>/dev/null; then made; fi

# Contents
holds empty.yaml ''
holds blank.yaml '\n\n\n'
holds comment.yaml '# {run: hostile}\n'
holds null.yaml 'null\n'
holds list.yaml '[{run: hostile}]\n'
holds text.yaml 'run hostile\n'
holds two.yaml '{run: hostile}\n---\n{run: hostile}\n'
holds both.yaml '{run: hostile, abort: hostile}\n'
holds twice.yaml 'run: hostile\nrun: hostile\n'
holds half.yaml '{run: hostile'
holds zeros.yaml '\000\000\000\000'
holds latin.yaml 'run: h\366stile\n'
holds wide.yaml '\376\377\000{\000r'
holds tag.yaml 'run: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]\n'
holds up.yaml '{run: ../hostile}\n'
holds root.yaml '{run: /etc/passwd}\n'
holds shell.yaml '{run: "hostile; touch hit"}\n'
holds map.yaml '{run: {hostile: 1}}\n'
holds id.yaml '{run: hostile, id: ../../up}\n'
holds by.yaml '{run: hostile, by: "a\\nb"}\n'
holds verb.yaml '{shell: hostile}\n'
holds bomb.yaml 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nrun: hostile\n'
holds name.yaml 'migration: ../up\nsystems: {}\npipelines: {}\n'
printf '{run: %010000d' 0 >long.yaml; made
{ printf 'run: '; head -c 5000 /dev/zero | tr '\0' '['; } >nested.yaml; made
head -c 1048577 /dev/zero | tr '\0' ' ' >large.yaml; made
truncate -s 1T huge.yaml; made

echo "$refused $left"
