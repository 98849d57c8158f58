#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# rules.sh RULE ROOT: one rule of the tree, over the files of the repository at ROOT. Prints each violation as
# `file: what`; exit status 0 none, 1 some, 77 cannot be judged here. violations.sh shows that each rule can fail.
set -eu
export LC_ALL=C.UTF-8
rule=$1
cd -- "$2"
here=tests/house

# Folders of models/ that are no models but libraries of the simulator's own: it may speak of them, and they may use what
# its other parts share (sim/base and sim/scenario).
libraries='games'

# Files of the repository, new ones included; every file where there is no repository (a tarball, violations.sh).
files() {
    if [ -e .git ] && git -c safe.directory="$PWD" rev-parse --git-dir >/dev/null 2>&1; then
        git -c safe.directory="$PWD" ls-files --cached --others --exclude-standard | while IFS= read -r file; do
            [ ! -f "$file" ] || printf '%s\n' "$file"
        done
    else
        find . -type d \( -name .git -o -path ./build -o -path ./results \) -prune -o -type f -print | sed 's|^\./||'
    fi | sort
}
c_files() { files | grep -E "^($1)/.*\.[ch]$" || :; }

# Prints FILE's code as `line<TAB>code`, comments, strings and character constants left out.
code() {
    awk '
    {
        out = ""
        n = length($0)
        for (i = 1; i <= n; i++) {
            c = substr($0, i, 1)
            two = substr($0, i, 2)
            if (in_comment) {
                if (two == "*/") { in_comment = 0; i++ }
            } else if (quote != "") {
                if (c == "\\") i++
                else if (c == quote) quote = ""
            } else if (two == "/*") { in_comment = 1; i++ }
            else if (two == "//") break
            else if (c == "\"" || c == "\047") quote = c
            else out = out c
        }
        quote = ""
        print FNR "\t" out
    }' "$1"
}

# Reads violations and fails if there are any.
none() { awk '{ print; bad = 1 } END { exit bad }'; }

# Each rule must have had something to judge, or a wrong path would pass for a clean tree.
require() { [ -n "$1" ] || { echo "no files to judge" >&2; exit 1; }; }

rule_folders() {
    require "$(files)"
    files | awk -F/ 'NF > 1 { print $1 }' | sort -u | awk '
        $0 !~ /^(sim|models|scenarios|tests|plots|\.ci)$/ { print $0 ": not one of the top-level folders" }' | none
}

rule_spdx() {
    sources=$(files | grep -E '(\.(c|h|cmake|sh|gp)|\.in|CMakeLists\.txt)$|^(quickstart|check|\.ci/.*)$' || :)
    require "$sources"
    for file in $sources; do
        head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3\.0-or-later' || case $file in
        *.pc.in) ;; # its text is what users get
        *) echo "$file: no SPDX line" ;;
        esac
    done | none
}

rule_length() {
    sources=$(c_files 'sim|models')
    require "$sources"
    for file in $sources; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 600 ] || echo "$file: $lines lines, more than 600"
    done | none
}

# Wrapped libraries: one file each knows them.
rule_includes() {
    sources=$(c_files 'sim|models')
    require "$sources"
    for header in csv.h sqlite3.h mpi.h nlopt.h; do
        users=''
        count=0
        for file in $sources; do
            if grep -qE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]${header}[>\"]" "$file"; then
                users="$users $file"
                count=$((count + 1))
            fi
        done
        [ "$count" -le 1 ] || echo "$header: included by$users; one file may"
    done | none
}

# The simulator names no model; it finds them through the registry.
rule_model_free() {
    names=$(files | sed -n 's|^models/\([^/]*\)/.*|\1|p' | grep -vxE "$libraries" | sort -u)
    require "$names"
    for name in $names; do
        files | grep '^sim/' | while IFS= read -r file; do
            grep -inw -- "$name" "$file" | sed "s|^\([0-9]*\):.*|$file:\1: names the model '$name'|"
        done
    done | none
}

# A model includes public headers, the system's, and its own; a library may include what the simulator shares.
rule_models_public() {
    sources=$(c_files models)
    require "$sources"
    for file in $sources; do
        sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file" | while IFS= read -r header; do
            case $header in
            brink/*) [ -f "sim/include/$header" ] || echo "$file: $header is no public header" ;;
            base/* | scenario/*)
                echo "$file" | grep -qE "^models/($libraries)/" || echo "$file: includes $header of another folder" ;;
            */*) echo "$file: includes $header of another folder" ;;
            *) [ -f "$(dirname -- "$file")/$header" ] || echo "$file: $header is not the model's own" ;;
            esac
        done
    done | none
}

# Nothing is left for later.
rule_words() {
    sources=$(files | grep -E '^(sim|models|scenarios|tests|plots|\.ci)/|^[^/]*$' | grep -vE "^$here/|\.(png|svg)$" || :)
    require "$sources"
    for file in $sources; do
        grep -nwE 'TODO|FIXME|XXX' "$file" | sed "s|^|$file:|"
    done | none
}

rule_calls() {
    sources=$(c_files 'sim|models|tests')
    require "$sources"
    everywhere='system|popen|strtok|sprintf|vsprintf|strcpy|strcat|gets|atoi|atof|atol|rand|srand|alloca'
    # what only a program may do: end the process, write to its streams, set its locale or its GSL handler
    program='exit|_exit|_Exit|quick_exit|abort|printf|vprintf|puts|putchar|perror|longjmp|setlocale|gsl_set_error_handler_off'
    for file in $sources; do
        case $file in
        sim/cli/* | tests/*) banned=$everywhere ;;
        *) banned="$everywhere|$program" ;;
        esac
        code "$file" | awk -F '\t' -v file="$file" -v pattern="(^|[^A-Za-z0-9_.>])($banned)[ ]*[(]" '
            $2 ~ pattern && $2 !~ /__attribute__/ { print file ":" $1 ": forbidden call: " $2 }'
    done | none
}

rule_format() {
    command -v clang-format >/dev/null || { echo "no clang-format"; exit 77; }
    # other versions lay out differently
    clang-format --version | grep -q 'version 14\.' || { echo "not clang-format 14"; exit 77; }
    sources=$(c_files 'sim|models|tests')
    require "$sources"
    # shellcheck disable=SC2086 # names in this repository have no spaces
    clang-format --dry-run -Werror $sources
}

case $rule in
folders | spdx | length | includes | model_free | models_public | words | calls | format) "rule_$rule" ;;
*)
    echo "no rule '$rule'" >&2
    exit 64
    ;;
esac
